module backpay

go 1.26
