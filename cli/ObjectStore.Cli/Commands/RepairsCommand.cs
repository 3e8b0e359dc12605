using System.CommandLine;
using System.Text.Json;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Connection;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore repairs</c>.</summary>
internal sealed class RepairsCommand
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(1);

    private readonly CliSession _session;
    private readonly Option<bool> _watch = new("--watch") { Description = "show it again and again until nothing is left to repair, fill or move" };

    private RepairsCommand(CliSession session) => _session = session;

    public static Command Create(CliSession session)
    {
        var self = new RepairsCommand(session);
        var command = new Command("repairs", "Shows what is being repaired, filled and moved, and how the background jobs stand.") { self._watch };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var connection = _session.Connect(parsed);
        if (parsed.GetValue(_watch)) await WatchAsync(parsed, connection, cancellationToken);
        var status = await ReadAsync(connection, cancellationToken);
        _session.Show(parsed, status, AdminJson.Default.RepairStatus, shown => RepairTables.Write(_session, shown));
        return ExitCode.Done;
    }

    private static Task<RepairStatus> ReadAsync(AdminConnection connection, CancellationToken cancellationToken) =>
        connection.GetAsync(AdminPaths.Repairs, AdminJson.Default.RepairStatus, cancellationToken);

    /// <summary>Bars for people, a line for each change in a pipe, a document for each look in JSON.</summary>
    private Task WatchAsync(ParseResult parsed, AdminConnection connection, CancellationToken cancellationToken)
    {
        string? told = null;
        return ProgressDisplay.WatchAsync(_session.Context, !_session.IsJson(parsed), async show =>
        {
            for (var status = await ReadAsync(connection, cancellationToken); status.IsUnderWay; status = await ReadAsync(connection, cancellationToken))
            {
                show(RepairBars.Of(status));
                var line = _session.IsJson(parsed) ? JsonSerializer.Serialize(status, AdminJson.Default.RepairStatus) : RepairTables.Summary(status);
                if (line != told && (_session.IsJson(parsed) || !_session.Context.IsInteractive)) await _session.Context.Output.WriteLineAsync(line);
                told = line;
                await Task.Delay(PollPeriod, _session.Context.Time, cancellationToken);
            }
        });
    }
}
