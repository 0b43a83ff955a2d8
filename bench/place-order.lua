-- Places orders: each request a new idempotency key, a customer at random and two SKUs (or the one of HOT_SKU).
local threads = 0
function setup(thread) threads = threads + 1; thread:set("number", threads) end

function init()
  shoppers, skus = {}, {}
  for line in io.lines(os.getenv("SHOPPERS_FILE")) do
    local token, address = line:match("^(%S+) (%S+)$")
    shoppers[#shoppers + 1] = { token = token, address = address }
  end
  for line in io.lines(os.getenv("SKUS_FILE")) do skus[#skus + 1] = line end
  hot = os.getenv("HOT_SKU")
  run = os.getenv("RUN_ID")
  count = 0
  math.randomseed(os.time() + number * 7919)
end

function request()
  count = count + 1
  local shopper = shoppers[math.random(#shoppers)]
  local lines, total
  if hot and hot ~= "" then
    lines, total = '{"skuId":"' .. hot .. '","quantity":1}', 10000
  else
    local a = math.random(#skus)
    local b = a % #skus + 1
    lines = '{"skuId":"' .. skus[a] .. '","quantity":1},{"skuId":"' .. skus[b] .. '","quantity":1}'
    total = 20000
  end
  local body = '{"lines":[' .. lines .. '],"addressId":"' .. shopper.address .. '","expectedTotalAmount":' .. total .. '}'
  return wrk.format("POST", "/api/v1/orders", {
    ["content-type"] = "application/json",
    ["authorization"] = "Bearer " .. shopper.token,
    ["idempotency-key"] = run .. "-" .. number .. "-" .. count,
  }, body)
end
