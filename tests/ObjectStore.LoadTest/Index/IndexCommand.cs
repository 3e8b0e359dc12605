using System.CommandLine;

namespace ObjectStore.LoadTest.Index;

/// <summary>The command line of <see cref="IndexBenchmark"/>.</summary>
internal static class IndexCommand
{
    /// <summary>The command.</summary>
    /// <param name="folder">The option that all commands share.</param>
    public static Command Create(Option<string> folder)
    {
        var engines = new Option<string>("--engines") { DefaultValueFactory = _ => "sqlite,postgres" };
        var layouts = new Option<string>("--layouts") { Description = "partitions/databases", DefaultValueFactory = _ => "1/1,4/1,16/1,4/2,16/4" };
        var keys = new Option<int>("--keys") { Description = "objects to list, a multiple of 16,000", DefaultValueFactory = _ => 1_008_000 };
        var seconds = new Option<double>("--seconds") { Description = "for each measurement", DefaultValueFactory = _ => 4 };
        var warmUp = new Option<double>("--warm-up") { Description = "seconds of the same requests before each measurement", DefaultValueFactory = _ => 15 };
        keys.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var count && (count < 16_000 || count % 16_000 != 0))
                result.AddError("--keys must be a multiple of 16,000.");
        });
        var command = new Command("index", "Creating, listing and HEAD through S3, on SQLite and PostgreSQL, over partitions and databases.") { engines, layouts, keys, seconds, warmUp, folder };
        command.SetAction((parsed, cancellationToken) => new IndexBenchmark(new IndexBenchmarkOptions
        {
            Folder = parsed.GetValue(folder)!,
            Engines = [.. parsed.GetValue(engines)!.Split(',').Select(name => Enum.Parse<IndexEngine>(name, ignoreCase: true))],
            Layouts = [.. parsed.GetValue(layouts)!.Split(',').Select(IndexLayout.Parse)],
            KeyCount = parsed.GetValue(keys),
            WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
            Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
        }).RunAsync(cancellationToken));
        return command;
    }
}
