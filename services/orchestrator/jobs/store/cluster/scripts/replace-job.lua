--[[
  Replaces a job that has not changed since it was read.

  KEYS[1]  hash of the job: `version` counts its changes, `bytes` is the encoded job, `write` is the id of the last write
  KEYS[2]  sorted set of all jobs in the order of creation (not used)
  KEYS[3]  set of the ids of the jobs that have not ended
  KEYS[4]  sorted set of the ids of jobs by the time at which they are due, in milliseconds since 1970
  KEYS[5]  string: id of the job that was created with the request id (not used)

  ARGV[1]  id of the job
  ARGV[2]  new bytes of the job
  ARGV[3]  version that was read
  ARGV[4]  1 when the job has not ended, else 0
  ARGV[5]  time at which the job is due, in milliseconds since 1970; empty: never
  ARGV[6]  id of this write: the client sends the script again when the answer was lost
  ARGV[7]  maximum number of jobs that have not ended, checked when an ended job becomes active again; empty: no limit

  Returns 1 when the job is replaced, now or by an earlier run of the same write; 0 when the job has changed or was removed; 2 when too many
  jobs have not ended.
]]
if redis.call('HGET', KEYS[1], 'write') == ARGV[6] then return 1 end
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[3] then return 0 end
local activates = ARGV[4] == '1' and redis.call('SISMEMBER', KEYS[3], ARGV[1]) == 0
if activates and ARGV[7] ~= '' and redis.call('SCARD', KEYS[3]) >= tonumber(ARGV[7]) then return 2 end
redis.call('HSET', KEYS[1], 'version', ARGV[3] + 1, 'bytes', ARGV[2], 'write', ARGV[6])
if ARGV[4] == '1' then redis.call('SADD', KEYS[3], ARGV[1]) else redis.call('SREM', KEYS[3], ARGV[1]) end
if ARGV[5] == '' then redis.call('ZREM', KEYS[4], ARGV[1]) else redis.call('ZADD', KEYS[4], ARGV[5], ARGV[1]) end
return 1
