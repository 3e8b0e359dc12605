using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;
using Spectre.Console;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore replication</c>.</summary>
internal static class ReplicationCommand
{
    public static Command Create(CliSession session)
    {
        var command = session.CreateQuery(
            "replication", "Shows destinations of replication, what waits for them, and what was given up.", AdminPaths.Replication, AdminJson.Default.ReplicationStatus, Show);
        command.Subcommands.Add(CreateRetry(session));
        return command;
    }

    private static Command CreateRetry(CliSession session)
    {
        var bucket = new Argument<string>("BUCKET") { Description = "name of the bucket" };
        var command = new Command("retry", "Has the versions of a bucket tried again that were given up.") { bucket };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = session.Connect(parsed);
            var asked = await connection.PostAsync(
                AdminPaths.ReplicationRetry, new ReplicationRetryRequest(parsed.GetRequiredValue(bucket)), AdminJson.Default.ReplicationRetryRequest, AdminJson.Default.ReplicationRetryInfo, cancellationToken);
            session.Show(parsed, asked, AdminJson.Default.ReplicationRetryInfo, info => session.Context.Output.WriteLine($"A walk over {info.Bucket} queues its failed versions."));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(CliSession session, ReplicationStatus status)
    {
        var console = session.Context.ConsoleOf(session.Context.Output);
        var destinations = new TextTable("DESTINATION", ">WAITING", "OLDEST", ">DELIVERED", ">BYTES", ">FAILURES", ">GIVEN UP", "LAST FAILURE");
        foreach (var destination in status.Destinations)
        {
            var oldest = destination.Waiting.Count > 0 ? $"{destination.Waiting.Min(static waiting => waiting.OldestAt):u}" : "";
            destinations.Add(
                DestinationTables.NameOf(destination.Name, destination.IsInSettings),
                Quantities.Count(destination.Waiting.Sum(static waiting => waiting.Rows)),
                oldest,
                Quantities.Count(destination.Delivered),
                Quantities.Bytes(destination.DeliveredBytes),
                Quantities.Count(destination.Failures),
                Quantities.Count(destination.GivenUp),
                destination.LastFailure ?? "");
        }

        destinations.WriteTo(console);
        ShowBacklogs(console, status);
        ShowWalks(console, status);
        ShowGivenUp(console, status);
    }

    private static void ShowBacklogs(IAnsiConsole console, ReplicationStatus status)
    {
        var backlogs = status.Destinations.SelectMany(static destination => destination.Waiting.Select(waiting => (destination.Name, Waiting: waiting))).ToArray();
        if (backlogs.Length == 0) return;
        var table = new TextTable("BUCKET", "DESTINATION", ">WAITING", "OLDEST");
        foreach (var (destination, waiting) in backlogs) table.Add(waiting.Bucket, destination, Quantities.Count(waiting.Rows), $"{waiting.OldestAt:u}");
        console.WriteLine();
        table.WriteTo(console);
    }

    private static void ShowWalks(IAnsiConsole console, ReplicationStatus status)
    {
        var walks = status.Walks.Where(static walk => walk.EndedAt is null).ToArray();
        if (walks.Length == 0) return;
        var table = new TextTable("WALK OVER", "SINCE", ">SEEN", ">QUEUED");
        foreach (var walk in walks) table.Add(walk.Bucket, $"{walk.BeganAt:u}", Quantities.Count(walk.Seen), Quantities.Count(walk.Queued));
        console.WriteLine();
        table.WriteTo(console);
    }

    private static void ShowGivenUp(IAnsiConsole console, ReplicationStatus status)
    {
        var all = status.Destinations.SelectMany(static destination => destination.LastGivenUp.Select(version => (destination.Name, Version: version)));
        var failed = DestinationTables.LatestOf(all, static each => each.Version.GivenUpAt);
        if (failed.Count == 0) return;
        var table = new TextTable("GIVEN UP", "DESTINATION", "BUCKET", "KEY", "VERSION", "REASON");
        foreach (var (destination, version) in failed) table.Add($"{version.GivenUpAt:u}", destination, version.Bucket, version.Key, version.VersionId, version.Reason);
        console.WriteLine();
        table.WriteTo(console);
    }
}
