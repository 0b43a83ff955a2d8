-- Places orders: each request a new idempotency key, a customer at random and two SKUs (or, where HOT_SKU is
-- `yes`, the first alone), each dear enough for free freight.
local threads = 0
function setup(thread) threads = threads + 1; thread:set("number", threads) end

function init()
  shoppers, skus = {}, {}
  for line in io.lines(os.getenv("SHOPPERS_FILE")) do
    local token, address = line:match("^(%S+) (%S+)$")
    shoppers[#shoppers + 1] = { token = token, address = address }
  end
  for line in io.lines(os.getenv("SKUS_FILE")) do
    local id, price = line:match("^(%S+) (%S+)$")
    skus[#skus + 1] = { id = id, price = tonumber(price) }
  end
  hot = os.getenv("HOT_SKU") == "yes"
  run = os.getenv("RUN_ID")
  count = 0
  math.randomseed(os.time() + number * 7919)
end

function request()
  count = count + 1
  local shopper = shoppers[math.random(#shoppers)]
  local a = hot and 1 or math.random(#skus)
  local b = a % #skus + 1
  local lines, total = '{"skuId":"' .. skus[a].id .. '","quantity":1}', skus[a].price
  if not hot then
    lines = lines .. ',{"skuId":"' .. skus[b].id .. '","quantity":1}'
    total = total + skus[b].price
  end
  local body = '{"lines":[' .. lines .. '],"addressId":"' .. shopper.address .. '","expectedTotalAmount":' .. total .. '}'
  return wrk.format("POST", "/api/v1/orders", {
    ["content-type"] = "application/json",
    ["authorization"] = "Bearer " .. shopper.token,
    ["idempotency-key"] = run .. "-" .. number .. "-" .. count,
  }, body)
end
