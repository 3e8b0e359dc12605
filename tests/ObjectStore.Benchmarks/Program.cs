using BenchmarkDotNet.Running;
using ObjectStore.Benchmarks;
using ObjectStore.Benchmarks.Erasure;

if (args is ["compare-erasure"]) ErasureComparison.Run(Console.Out);
else BenchmarkSwitcher.FromAssembly(typeof(BenchmarkSettings).Assembly).Run(args, new BenchmarkSettings());
