# The same from the CSV file, with nothing to install
token <- Sys.getenv("CDP_TOKEN")
address <- url("https://cdp.example/api/v1/actions.csv", headers = c(Authorization = paste("Bearer", token)))
actions <- read.csv(address, fileEncoding = "UTF-8-BOM")
print(nrow(actions))
