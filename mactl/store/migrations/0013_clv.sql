-- What customers are forecast to do, as last saved (mactl report --kind clv --save), of everybody who had bought at
-- `as_of`. clv is in the currency, discounted over the horizon in days; NULL where the model does not hold.
CREATE TABLE forecasts (
  customer INTEGER PRIMARY KEY,
  clv REAL, churn_risk REAL, expected_purchases REAL, p_alive REAL,
  horizon_days INTEGER NOT NULL, as_of INTEGER NOT NULL
);
