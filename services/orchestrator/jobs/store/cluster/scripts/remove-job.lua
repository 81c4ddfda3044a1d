--[[
  Removes a job that has not changed since it was read.

  KEYS[1]  hash of the job: `version` counts its changes
  KEYS[2]  sorted set of all jobs in the order of creation
  KEYS[3]  set of the ids of the jobs that have not ended
  KEYS[4]  sorted set of the ids of jobs by the time at which they are due
  KEYS[5]  string: id of the job that was created with the request id

  ARGV[1]  id of the job
  ARGV[2]  member of the job in the order of creation
  ARGV[3]  version that was read

  Returns 1 when the job is removed; 0 when the job has changed or was removed before.
]]
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[3] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('SREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])
if redis.call('GET', KEYS[5]) == ARGV[1] then redis.call('DEL', KEYS[5]) end
return 1
