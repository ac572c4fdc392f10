# The same, with nothing to install
address <- url("https://cdp.example/api/v1/readings.csv?partnership=exampleshire")
figures <- read.csv(address, fileEncoding = "UTF-8-BOM")
print(figures[c("indicator_name", "period", "value", "unit", "standing_england")])
