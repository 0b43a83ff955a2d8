-- Gets paths at random from PATHS_FILE, one a line: `path`, or `path token` for a signed-in caller.
local threads = 0
function setup(thread) threads = threads + 1; thread:set("number", threads) end

function init()
  requests = {}
  for line in io.lines(os.getenv("PATHS_FILE")) do
    local path, token = line:match("^(%S+)%s*(%S*)$")
    local headers = {}
    if token ~= "" then headers["authorization"] = "Bearer " .. token end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
  math.randomseed(os.time() + number * 7919)
end

function request() return requests[math.random(#requests)] end
