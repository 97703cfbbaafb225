// The path of the module is a placeholder until the repository has a public address.
module example.org/kaltura-ks

go 1.19
