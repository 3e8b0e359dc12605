using System.CommandLine;

namespace ObjectStore.LoadTest.Cluster;

/// <summary>The command <c>gray</c>.</summary>
internal static class GrayCommand
{
    /// <summary>Makes it.</summary>
    public static Command Create(Option<string> folder)
    {
        var sizes = new Option<string>("--sizes") { DefaultValueFactory = _ => "4K,1M" };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 8 };
        var seconds = new Option<double>("--seconds") { Description = "for each measurement", DefaultValueFactory = _ => 60 };
        var warmUp = new Option<double>("--warm-up") { Description = "seconds of the same requests before each pair of measurements", DefaultValueFactory = _ => 20 };
        var delay = new Option<double>("--delay") { Description = "seconds that the device is late", DefaultValueFactory = _ => 2 };
        var command = new Command("gray", "A cluster of processes on this machine with and without a device that answers late.") { folder, sizes, connections, seconds, warmUp, delay };
        command.SetAction((parsed, cancellationToken) => new GrayBenchmark(new GrayBenchmarkOptions
        {
            Folder = parsed.GetValue(folder)!,
            Sizes = [.. parsed.GetValue(sizes)!.Split(',').Select(Sizes.Parse)],
            ConnectionCount = parsed.GetValue(connections),
            Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
            Delay = TimeSpan.FromSeconds(parsed.GetValue(delay)),
        }).RunAsync(cancellationToken));
        return command;
    }
}
