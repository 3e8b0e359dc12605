using System.CommandLine;
using System.Globalization;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore buckets rates …</c> and <c>objectstore users rates …</c>.</summary>
internal sealed class RatesCommands
{
    private readonly CliSession _session;
    private readonly Option<long?> _requests = new("--requests") { Description = "requests a second; 0 for no limit" };
    private readonly Option<long?> _received = new("--received") { Description = "bytes a second from clients; 0 for no limit" };
    private readonly Option<long?> _sent = new("--sent") { Description = "bytes a second to clients; 0 for no limit" };
    private readonly Option<int?> _weight = new("--weight") { Description = "how many times the share of others it has under overload [default: 1]" };

    private RatesCommands(CliSession session) => _session = session;

    public static Command CreateForBuckets(CliSession session)
    {
        var self = new RatesCommands(session);
        var rates = new Command("rates", "Shows and changes the rates that the gateways hold a bucket to.")
        {
            self.CreateBucketShow(),
            self.CreateBucketSet("set", "Sets them; one that is not given is as the settings of the gateways say.", canGive: true),
            self.CreateBucketSet("clear", "Takes them away: the settings of the gateways hold.", canGive: false),
        };
        return new Command("buckets", "Shows and changes what administrators set for buckets, and counts what they hold.") { CompressionCommands.Create(session), QuotaCommands.CreateForBuckets(session), rates, UsageCommand.Create(session) };
    }

    public static Command CreateForUsers(CliSession session)
    {
        var self = new RatesCommands(session);
        var rates = new Command("rates", "Shows and changes the rates that the gateways hold users to.")
        {
            session.CreateQuery("list", "Lists the users for whom rates are set.", AdminPaths.UserRates, AdminJson.Default.UserRatesList, ShowUsers),
            self.CreateUserSet("set", "Sets them; one that is not given is as the settings of the gateways say.", canGive: true),
            self.CreateUserSet("clear", "Takes them away: the settings of the gateways hold.", canGive: false),
        };
        return new Command("users", "Shows and changes what administrators set for users.") { QuotaCommands.CreateForUsers(session), rates };
    }

    private Command CreateBucketShow()
    {
        var bucket = BucketArgument();
        var command = new Command("show", "Shows the rates that are set for a bucket.") { bucket };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = _session.Connect(parsed);
            var rates = await connection.GetAsync(AdminPaths.BucketRates, AdminJson.Default.BucketRates, cancellationToken, ("bucket", parsed.GetRequiredValue(bucket)));
            _session.Show(parsed, rates, AdminJson.Default.BucketRates, ShowBucket);
            return ExitCode.Done;
        });
        return command;
    }

    private Command CreateBucketSet(string name, string description, bool canGive)
    {
        var bucket = BucketArgument();
        var command = new Command(name, description) { bucket };
        if (canGive) AddRatesTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = new BucketRates(parsed.GetRequiredValue(bucket));
            if (canGive) asked = asked with { RequestsPerSecond = parsed.GetValue(_requests), ReceivedBytesPerSecond = parsed.GetValue(_received), SentBytesPerSecond = parsed.GetValue(_sent) };
            using var connection = _session.Connect(parsed);
            var rates = await connection.PostAsync(AdminPaths.BucketRates, asked, AdminJson.Default.BucketRates, AdminJson.Default.BucketRates, cancellationToken);
            _session.Show(parsed, rates, AdminJson.Default.BucketRates, ShowBucket);
            return ExitCode.Done;
        });
        return command;
    }

    private Command CreateUserSet(string name, string description, bool canGive)
    {
        var user = new Argument<string>("USER") { Description = "user id; all access keys of the user count together" };
        var command = new Command(name, description) { user };
        if (canGive) AddRatesTo(command);
        if (canGive) command.Options.Add(_weight);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = new UserRates(parsed.GetRequiredValue(user));
            if (canGive)
            {
                asked = new UserRates(
                    asked.UserId, parsed.GetValue(_requests), parsed.GetValue(_received), parsed.GetValue(_sent), parsed.GetValue(_weight));
            }

            using var connection = _session.Connect(parsed);
            var rates = await connection.PostAsync(AdminPaths.UserRates, asked, AdminJson.Default.UserRates, AdminJson.Default.UserRates, cancellationToken);
            _session.Show(parsed, rates, AdminJson.Default.UserRates, shown => ShowUsers(_session, new UserRatesList([shown])));
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> BucketArgument() => new("BUCKET") { Description = "name of the bucket" };

    private void AddRatesTo(Command command)
    {
        command.Options.Add(_requests);
        command.Options.Add(_received);
        command.Options.Add(_sent);
    }

    private void ShowBucket(BucketRates rates)
    {
        var table = new TextTable("BUCKET", ">REQUESTS/S", ">RECEIVED/S", ">SENT/S");
        table.Add(rates.Bucket, Count(rates.RequestsPerSecond), Bytes(rates.ReceivedBytesPerSecond), Bytes(rates.SentBytesPerSecond));
        table.WriteTo(_session.Context.ConsoleOf(_session.Context.Output));
    }

    private static void ShowUsers(CliSession session, UserRatesList list)
    {
        var table = new TextTable("USER", ">REQUESTS/S", ">RECEIVED/S", ">SENT/S", ">WEIGHT");
        foreach (var user in list.Users)
        {
            table.Add(
                user.UserId,
                Count(user.RequestsPerSecond),
                Bytes(user.ReceivedBytesPerSecond),
                Bytes(user.SentBytesPerSecond),
                (user.Weight ?? 1).ToString(CultureInfo.InvariantCulture));
        }

        table.WriteTo(session.Context.ConsoleOf(session.Context.Output));
    }

    private static string Count(long? rate) => rate is 0 ? "no limit" : Quantities.Count(rate);

    private static string Bytes(long? rate) => rate is 0 ? "no limit" : Quantities.Bytes(rate);
}
