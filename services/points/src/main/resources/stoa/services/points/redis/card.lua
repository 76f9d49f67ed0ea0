-- What an account says: epoch, entries, balance, reserved; empty where it does not.
-- KEYS: account; of the counter its balance as well.
local card = redis.pcall('HMGET', KEYS[1], 'epoch', 'entries', 'balance', 'reserved')
if card.err then
    card = {}
end
if KEYS[2] then
    local balance = redis.pcall('GET', KEYS[2])
    card[3] = type(balance) == 'string' and balance or ''
end
for i = 1, 4 do
    card[i] = card[i] or ''
end
return card
