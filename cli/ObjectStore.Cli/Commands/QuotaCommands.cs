using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore buckets quota …</c>.</summary>
internal sealed class QuotaCommands
{
    private readonly CliSession _session;
    private readonly Option<long?> _bytes = new("--bytes") { Description = "bytes that the bucket may hold, with all versions and parts" };
    private readonly Option<long?> _objects = new("--objects") { Description = "objects that the bucket may hold, with all versions and uploads" };

    private QuotaCommands(CliSession session) => _session = session;

    public static Command Create(CliSession session)
    {
        var self = new QuotaCommands(session);
        return new Command("quota", "Shows and changes how much a bucket may hold.")
        {
            self.CreateSet("set", "Sets it in place of the one before; a bucket that never had one is counted first.", canGive: true),
            self.CreateShow(),
            self.CreateSet("clear", "Takes it away.", canGive: false),
            self.CreatePost("recount", "Counts the bucket again and puts right what its accounts say.", AdminPaths.BucketQuotaRecount, canGive: false),
        };
    }

    private Command CreateShow()
    {
        var bucket = BucketArgument();
        var command = new Command("show", "Shows the quota of a bucket, and what it holds.") { bucket };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = _session.Connect(parsed);
            var quota = await connection.GetAsync(AdminPaths.BucketQuota, AdminJson.Default.BucketQuotaInfo, cancellationToken, ("bucket", parsed.GetRequiredValue(bucket)));
            _session.Show(parsed, quota, AdminJson.Default.BucketQuotaInfo, Show);
            return ExitCode.Done;
        });
        return command;
    }

    private Command CreateSet(string name, string description, bool canGive)
    {
        var command = CreatePost(name, description, AdminPaths.BucketQuota, canGive);
        if (canGive) command.Options.Add(_bytes);
        if (canGive) command.Options.Add(_objects);
        return command;
    }

    private Command CreatePost(string name, string description, string path, bool canGive)
    {
        var bucket = BucketArgument();
        var command = new Command(name, description) { bucket };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = new BucketQuotaRequest(parsed.GetRequiredValue(bucket));
            if (canGive) asked = asked with { Bytes = parsed.GetValue(_bytes), Objects = parsed.GetValue(_objects) };
            using var connection = _session.Connect(parsed);
            var quota = await connection.PostAsync(path, asked, AdminJson.Default.BucketQuotaRequest, AdminJson.Default.BucketQuotaInfo, cancellationToken);
            _session.Show(parsed, quota, AdminJson.Default.BucketQuotaInfo, Show);
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> BucketArgument() => new("BUCKET") { Description = "name of the bucket" };

    private void Show(BucketQuotaInfo quota)
    {
        var table = new TextTable("BUCKET", "STATE", ">BYTES", ">OF", ">OBJECTS", ">OF");
        table.Add(
            quota.Bucket,
            quota.State,
            Quantities.Bytes(quota.UsedBytes),
            quota.Bytes is null ? "no limit" : Quantities.Bytes(quota.Bytes),
            Quantities.Count(quota.UsedObjects),
            quota.Objects is null ? "no limit" : Quantities.Count(quota.Objects));
        table.WriteTo(_session.Context.ConsoleOf(_session.Context.Output));
    }
}
