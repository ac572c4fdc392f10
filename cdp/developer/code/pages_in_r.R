# The same page after page, with the package httr2
library(httr2)

address <- "https://cdp.example/api/v1/actions/?page_size=1000"
actions <- list()
while (!is.null(address)) {
  page <- request(address) |>
    req_auth_bearer_token(Sys.getenv("CDP_TOKEN")) |>
    req_retry(max_tries = 3) |>
    req_perform() |>
    resp_body_json()
  actions <- c(actions, page$results)
  address <- page[["next"]]
}
cat(length(actions), "actions\n")
