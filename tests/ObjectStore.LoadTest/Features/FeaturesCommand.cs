using System.CommandLine;

namespace ObjectStore.LoadTest.Features;

/// <summary>The command line of <see cref="FeatureCosts"/>.</summary>
internal static class FeaturesCommand
{
    /// <summary>The command.</summary>
    /// <param name="folder">The option that all commands share.</param>
    public static Command Create(Option<string> folder)
    {
        var sizes = new Option<string>("--sizes") { DefaultValueFactory = _ => "4K,1M" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var seconds = new Option<double>("--seconds") { Description = "for each measurement", DefaultValueFactory = _ => 4 };
        var command = new Command("features", "What versions, encryption and policies cost a request, beside a plain bucket.") { sizes, rounds, seconds, folder };
        command.SetAction((parsed, cancellationToken) => new FeatureCosts(
            parsed.GetValue(folder)!, [.. parsed.GetValue(sizes)!.Split(',').Select(Sizes.Parse)], parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)))
            .RunAsync(cancellationToken));
        return command;
    }
}
