-- Counts one request in a fixed window that several edges share, or refuses it without counting.
-- KEYS[1]  the window: what was used of it; its expiry is its end
-- ARGV     limit, length in ms, what the asking edge knows was used, ms that this lasts at least
-- Answers  {allowed, used, ms left}
local limit = tonumber(ARGV[1])
local length = tonumber(ARGV[2])
local known = tonumber(ARGV[3])
local left = redis.call('PTTL', KEYS[1])
local stored = redis.pcall('GET', KEYS[1])

-- Nothing lasts longer than the longest window, whoever wrote it.
if left ~= -2 and (left < 0 or left > 86400000) then
  redis.call('PEXPIRE', KEYS[1], length)
  left = length
end
if type(stored) == 'table' then
  return redis.error_reply('ERR not a window')
end

local used = 0
if stored then
  used = string.match(stored, '^%d+$') and tonumber(stored) or 0
  if used < 1 or used > 1000000000 then
    return redis.error_reply('ERR not a window')
  end
elseif known > 0 then
  -- Forgotten here, but not by those who asked: a restart refills nothing.
  left = tonumber(ARGV[4])
  redis.call('SET', KEYS[1], known, 'PX', left)
  used = known
end

if used == 0 then
  redis.call('SET', KEYS[1], 1, 'PX', length)
  return {1, 1, length}
end
if used < known then
  used = redis.call('INCRBY', KEYS[1], known - used)
end
if left < 1 then
  left = 1
end
if used >= limit then
  return {0, used, left}
end
return {1, redis.call('INCR', KEYS[1]), left}
