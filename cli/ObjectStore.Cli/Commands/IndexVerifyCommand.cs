using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Connection;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore index verify</c>.</summary>
internal sealed class IndexVerifyCommand
{
    private readonly CliSession _session;
    private readonly Option<int> _findings = new("--findings") { Description = "most findings of each kind to list; all are counted", DefaultValueFactory = static _ => 20 };
    private readonly Option<bool> _showKeys = new("--show-keys") { Description = "say which bucket and key each finding is about" };

    private IndexVerifyCommand(CliSession session) => _session = session;

    public static Command Create(CliSession session)
    {
        var self = new IndexVerifyCommand(session);
        var command = new Command("verify", "Reads the whole index, asks the devices for what it names, and says what is wrong. Changes nothing. Ends with 1 when something is wrong.")
        {
            self._findings, self._showKeys,
        };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var connection = _session.Connect(parsed);
        (string, string)[] query =
        [
            ("findings", parsed.GetValue(_findings).ToString(CultureInfo.InvariantCulture)),
            ("show-keys", parsed.GetValue(_showKeys) ? "true" : "false"),
        ];
        var findings = new List<VerifyFinding>();
        var summary = await ProgressDisplay.RunAsync(_session.Context, !_session.IsJson(parsed), async progress =>
        {
            using var response = await connection.OpenAsync(HttpMethod.Post, AdminPaths.IndexVerify, query, null, cancellationToken);
            return await ReadAsync(response, parsed, findings, progress, cancellationToken);
        });
        if (!_session.IsJson(parsed)) Show(summary, findings);
        return summary.Counts.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Reads to the summary. JSON goes out line by line as it comes, so that a long run can be followed.</summary>
    private async Task<VerifySummary> ReadAsync(
        HttpResponseMessage response, ParseResult parsed, List<VerifyFinding> findings, Action<string, double, double> progress, CancellationToken cancellationToken)
    {
        await foreach (var line in AdminConnection.ReadLinesAsync(response, AdminJson.Default.VerifyLine, cancellationToken))
        {
            if (line.Error is { } error) throw new CliException(ExitCode.Failed, $"{error.Message} ({error.Code})");
            if (_session.IsJson(parsed) && line.Progress is null) await _session.Context.Output.WriteLineAsync(JsonSerializer.Serialize(line, AdminJson.Default.VerifyLine));
            if (line.Finding is { } finding) findings.Add(finding);
            if (line.Progress is { } come) progress($"{come.Database}: {Quantities.Count(come.Rows)} rows, {Quantities.Count(come.Findings)} findings", come.Rows, come.RowsExpected);
            if (line.Summary is { } summary) return summary;
        }

        throw new CliException(ExitCode.Failed, "The server broke the answer off; its log says why.");
    }

    private void Show(VerifySummary summary, List<VerifyFinding> findings)
    {
        var output = _session.Context.Output;
        output.WriteLine($"{Quantities.Count(summary.Rows)} rows in {summary.Databases} database(s) and {summary.Partitions} partition(s), "
            + $"{Quantities.Count(summary.Objects)} objects, {Quantities.Count(summary.Stripes)} stripes.");
        if (summary.Counts.Count == 0)
        {
            output.WriteLine("Nothing is wrong.");
            return;
        }

        var console = _session.Context.ConsoleOf(output);
        var counts = new TextTable("KIND", ">FOUND");
        foreach (var (kind, count) in summary.Counts) counts.Add(kind, Quantities.Count(count));
        counts.WriteTo(console);
        if (findings.Count == 0) return;
        var hasPlaces = findings.Exists(static finding => finding.Place is not null);
        var table = hasPlaces ? new TextTable("KIND", "DATABASE", "DETAIL", "PLACE") : new TextTable("KIND", "DATABASE", "DETAIL");
        foreach (var finding in findings)
        {
            if (hasPlaces) table.Add(finding.Kind, finding.Database, finding.Detail, finding.Place ?? "");
            else table.Add(finding.Kind, finding.Database, finding.Detail);
        }

        table.WriteTo(console);
    }
}
