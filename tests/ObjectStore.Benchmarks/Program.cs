using System.Globalization;
using BenchmarkDotNet.Running;
using ObjectStore.Benchmarks;
using ObjectStore.Benchmarks.DataPath;
using ObjectStore.Benchmarks.Erasure;

if (args is ["compare-erasure"]) ErasureComparison.Run(Console.Out);
else if (args is ["gray", ..]) await new GrayDeviceComparison(TimeSpan.FromSeconds(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20)).RunAsync(Console.Out);
else BenchmarkSwitcher.FromAssembly(typeof(BenchmarkSettings).Assembly).Run(args, new BenchmarkSettings());
