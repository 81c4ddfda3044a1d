--[[
  Adds a job, unless the job is stored already, another job has the same request id, or too many jobs have not ended.

  KEYS[1]  hash of the job: `version` counts its changes, `bytes` is the encoded job
  KEYS[2]  sorted set of all jobs in the order of creation
  KEYS[3]  set of the ids of the jobs that have not ended
  KEYS[4]  sorted set of the ids of jobs by the time at which they are due (not used)
  KEYS[5]  string: id of the job that was created with the request id

  ARGV[1]  id of the job
  ARGV[2]  bytes of the job
  ARGV[3]  member of the job in the order of creation
  ARGV[4]  1 when the job has a request id, else 0
  ARGV[5]  maximum number of jobs that have not ended

  Returns the id of the stored job: this job, or the job with the same request id. Returns nil when too many jobs have not ended.
]]
if redis.call('EXISTS', KEYS[1]) == 1 then return ARGV[1] end
if ARGV[4] == '1' then
  local known = redis.call('GET', KEYS[5])
  if known then return known end
end
if redis.call('SCARD', KEYS[3]) >= tonumber(ARGV[5]) then return false end
if ARGV[4] == '1' then redis.call('SET', KEYS[5], ARGV[1]) end
redis.call('HSET', KEYS[1], 'version', 1, 'bytes', ARGV[2])
redis.call('ZADD', KEYS[2], 0, ARGV[3])
redis.call('SADD', KEYS[3], ARGV[1])
return ARGV[1]
