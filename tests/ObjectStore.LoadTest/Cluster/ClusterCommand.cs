using System.CommandLine;

namespace ObjectStore.LoadTest.Cluster;

/// <summary>The command <c>cluster</c>.</summary>
internal static class ClusterCommand
{
    /// <summary>Makes it.</summary>
    public static Command Create(Option<string> folder, Option<int> keys)
    {
        var sizes = new Option<string>("--sizes") { DefaultValueFactory = _ => "4K,1M,64M" };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 16 };
        var seconds = new Option<double>("--seconds") { Description = "for each measurement", DefaultValueFactory = _ => 5 };
        var warmUp = new Option<double>("--warm-up") { Description = "seconds of the same requests before each measurement", DefaultValueFactory = _ => 20 };
        var noStandalone = new Option<bool>("--no-standalone") { Description = "leave out the standalone process" };
        var readCacheBytes = new Option<string>("--read-cache-bytes") { Description = "of each gateway and of the standalone process", DefaultValueFactory = _ => "0" };
        var plainText = new Option<bool>("--plain-text") { Description = "without TLS between the processes, on loopback; shows what TLS costs" };
        var command = new Command("cluster", "A cluster of processes on this machine beside a standalone process, in turn.") { folder, sizes, keys, connections, seconds, warmUp, readCacheBytes, noStandalone, plainText };
        command.SetAction((parsed, cancellationToken) => new ClusterBenchmark(new ClusterBenchmarkOptions
        {
            Folder = parsed.GetValue(folder)!,
            Sizes = [.. parsed.GetValue(sizes)!.Split(',').Select(Sizes.Parse)],
            KeyCount = parsed.GetValue(keys),
            ConnectionCount = parsed.GetValue(connections),
            Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
            ReadCacheBytes = Sizes.Parse(parsed.GetValue(readCacheBytes)!),
            IsPlainText = parsed.GetValue(plainText),
            WithStandalone = !parsed.GetValue(noStandalone),
        }).RunAsync(cancellationToken));
        return command;
    }
}
