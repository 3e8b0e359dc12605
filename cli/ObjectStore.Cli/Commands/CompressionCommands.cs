using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore buckets compression …</c>.</summary>
internal static class CompressionCommands
{
    public static Command Create(CliSession session) => new("compression", "Shows and changes whether the objects of a bucket are compressed when they are written.")
    {
        CreateShow(session),
        CreateSet(session, "on", "Compresses what is written from now on, where that shrinks it.", isOn: true),
        CreateSet(session, "off", "Stores what is written from now on as it is.", isOn: false),
        CreateSet(session, "clear", "Takes the setting away: that of the gateways holds.", isOn: null),
    };

    private static Command CreateShow(CliSession session)
    {
        var bucket = BucketArgument();
        var command = new Command("show", "Shows what is set for a bucket.") { bucket };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = session.Connect(parsed);
            var compression = await connection.GetAsync(
                AdminPaths.BucketCompression, AdminJson.Default.BucketCompression, cancellationToken, ("bucket", parsed.GetRequiredValue(bucket)));
            session.Show(parsed, compression, AdminJson.Default.BucketCompression, shown => Show(session, shown));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateSet(CliSession session, string name, string description, bool? isOn)
    {
        var bucket = BucketArgument();
        var command = new Command(name, description) { bucket };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = session.Connect(parsed);
            var compression = await connection.PostAsync(
                AdminPaths.BucketCompression, new BucketCompression(parsed.GetRequiredValue(bucket), isOn), AdminJson.Default.BucketCompression, AdminJson.Default.BucketCompression, cancellationToken);
            session.Show(parsed, compression, AdminJson.Default.BucketCompression, shown => Show(session, shown));
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> BucketArgument() => new("BUCKET") { Description = "name of the bucket" };

    private static void Show(CliSession session, BucketCompression compression)
    {
        var table = new TextTable("BUCKET", "COMPRESSION");
        table.Add(compression.Bucket, compression.Enabled switch { true => "on", false => "off", null => "as the gateways say" });
        table.WriteTo(session.Context.ConsoleOf(session.Context.Output));
    }
}
