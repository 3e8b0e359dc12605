using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore buckets quota …</c> and <c>objectstore users quota …</c>.</summary>
internal static class QuotaCommands
{
    public static Command CreateForBuckets(CliSession session) => new QuotaCommands<BucketQuotaRequest, BucketQuotaInfo>(session, new(
        "the bucket",
        "BUCKET",
        "name of the bucket",
        AdminPaths.BucketQuota,
        AdminPaths.BucketQuotaRecount,
        AdminJson.Default.BucketQuotaRequest,
        AdminJson.Default.BucketQuotaInfo,
        static (bucket, bytes, objects) => new BucketQuotaRequest(bucket, bytes, objects),
        QuotaLine.Of)).Create();

    public static Command CreateForUsers(CliSession session)
    {
        var command = new QuotaCommands<UserQuotaRequest, UserQuotaInfo>(session, new(
            "all buckets of the user together",
            "USER",
            "user id; buckets belong to the account whose keys or members created them",
            AdminPaths.UserQuota,
            AdminPaths.UserQuotaRecount,
            AdminJson.Default.UserQuotaRequest,
            AdminJson.Default.UserQuotaInfo,
            static (user, bytes, objects) => new UserQuotaRequest(user, bytes, objects),
            QuotaLine.Of)).Create();
        command.Add(session.CreateQuery("list", "Lists the users that have or had a quota.", AdminPaths.UserQuotas, AdminJson.Default.UserQuotaList, Show));
        return command;
    }

    /// <summary>Writes a table of quotas.</summary>
    public static void Show(CliSession session, string column, IEnumerable<QuotaLine> lines)
    {
        var table = new TextTable(column, "STATE", ">BYTES", ">OF", ">OBJECTS", ">OF");
        foreach (var line in lines)
        {
            table.Add(
                line.Name,
                line.State,
                Quantities.Bytes(line.UsedBytes),
                line.Bytes is null ? "no limit" : Quantities.Bytes(line.Bytes),
                Quantities.Count(line.UsedObjects),
                line.Objects is null ? "no limit" : Quantities.Count(line.Objects));
        }

        table.WriteTo(session.Context.ConsoleOf(session.Context.Output));
    }

    private static void Show(CliSession session, UserQuotaList list) => Show(session, "USER", list.Users.Select(QuotaLine.Of));
}

/// <summary>The commands for one kind of what has a quota.</summary>
internal sealed class QuotaCommands<TRequest, TInfo>(CliSession session, QuotaTarget<TRequest, TInfo> target)
{
    private readonly Option<long?> _bytes = new("--bytes") { Description = $"bytes that {target.Noun} may hold, with all versions and parts" };
    private readonly Option<long?> _objects = new("--objects") { Description = $"objects that {target.Noun} may hold, with all versions and uploads" };

    public Command Create() => new("quota", $"Shows and changes how much {target.Noun} may hold.")
    {
        CreateSet("set", "Sets it in place of the one before; what never had one is counted first.", canGive: true),
        CreateShow(),
        CreateSet("clear", "Takes it away.", canGive: false),
        CreatePost("recount", "Counts what is held again and puts right what the accounts say.", target.RecountPath, canGive: false),
    };

    private Command CreateShow()
    {
        var argument = CreateArgument();
        var command = new Command("show", "Shows the quota, and what is held.") { argument };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = session.Connect(parsed);
            var quota = await connection.GetAsync(target.Path, target.InfoType, cancellationToken, (QueryName, parsed.GetRequiredValue(argument)));
            session.Show(parsed, quota, target.InfoType, Show);
            return ExitCode.Done;
        });
        return command;
    }

    private Command CreateSet(string name, string description, bool canGive)
    {
        var command = CreatePost(name, description, target.Path, canGive);
        if (canGive) command.Options.Add(_bytes);
        if (canGive) command.Options.Add(_objects);
        return command;
    }

    private Command CreatePost(string name, string description, string path, bool canGive)
    {
        var argument = CreateArgument();
        var command = new Command(name, description) { argument };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var of = parsed.GetRequiredValue(argument);
            var asked = canGive ? target.Ask(of, parsed.GetValue(_bytes), parsed.GetValue(_objects)) : target.Ask(of, null, null);
            using var connection = session.Connect(parsed);
            var quota = await connection.PostAsync(path, asked, target.RequestType, target.InfoType, cancellationToken);
            session.Show(parsed, quota, target.InfoType, Show);
            return ExitCode.Done;
        });
        return command;
    }

    private string QueryName => target.Argument.ToLowerInvariant();

    private Argument<string> CreateArgument() => new(target.Argument) { Description = target.ArgumentDescription };

    private void Show(TInfo quota) => QuotaCommands.Show(session, target.Argument, [target.LineOf(quota)]);
}
