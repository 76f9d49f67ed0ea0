-- Takes a turn, or goes on with it. KEYS: whose turn it is. ARGV: who asks, milliseconds that it lasts.
local whose = redis.call('GET', KEYS[1])
if whose and whose ~= ARGV[1] then
    return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
