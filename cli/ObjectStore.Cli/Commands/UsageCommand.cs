using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore buckets usage</c>.</summary>
internal static class UsageCommand
{
    public static Command Create(CliSession session)
    {
        var bucket = new Argument<string>("BUCKET") { Description = "name of the bucket" };
        var command = new Command("usage", "Counts what a bucket holds, from the index; takes a while for many millions of objects.") { bucket };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = session.Connect(parsed);
            var usage = await connection.GetAsync(AdminPaths.BucketUsage, AdminJson.Default.BucketUsage, cancellationToken, ("bucket", parsed.GetRequiredValue(bucket)));
            session.Show(parsed, usage, AdminJson.Default.BucketUsage, shown => Show(session, shown));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(CliSession session, BucketUsage usage)
    {
        var table = new TextTable("WHAT", ">COUNT", ">SIZE", ">STORED");
        table.Add("current objects", Quantities.Count(usage.Objects), Quantities.Bytes(usage.ObjectBytes), Quantities.Bytes(usage.ObjectStoredBytes));
        table.Add("noncurrent versions", Quantities.Count(usage.NoncurrentVersions), Quantities.Bytes(usage.NoncurrentBytes), Quantities.Bytes(usage.NoncurrentStoredBytes));
        table.Add("delete markers", Quantities.Count(usage.DeleteMarkers), "", "");
        table.Add("uploads under way", Quantities.Count(usage.Uploads), "", "");
        table.Add("parts of them", Quantities.Count(usage.Parts), Quantities.Bytes(usage.PartBytes), Quantities.Bytes(usage.PartStoredBytes));
        if (usage.Unreadable > 0) table.Add("unreadable rows", Quantities.Count(usage.Unreadable), "", "");
        table.WriteTo(session.Context.ConsoleOf(session.Context.Output));
    }
}
