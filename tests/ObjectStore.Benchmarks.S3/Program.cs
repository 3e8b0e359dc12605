using ObjectStore.Benchmarks.S3;

SignatureBenchmark.Run();
await BodyBenchmark.RunAsync();
