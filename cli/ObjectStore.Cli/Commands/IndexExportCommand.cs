using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;
using ObjectStore.Cli.Transfer;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Transfer;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore index export</c>.</summary>
internal sealed class IndexExportCommand
{
    private readonly CliSession _session;
    private readonly S3Options _s3;
    private readonly Argument<string> _target = new("target") { Description = "a file that does not exist yet, or s3://BUCKET/KEY" };

    private IndexExportCommand(CliSession session)
    {
        _session = session;
        _s3 = new S3Options(session);
    }

    public static Command Create(CliSession session)
    {
        var self = new IndexExportCommand(session);
        var command = new Command("export", "Writes catalog and keys, as they are at one moment, to a file or to S3. The data itself is not in it.") { self._target, self._s3.Endpoint };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var target = parsed.GetRequiredValue(_target);
        using var connection = _session.Connect(parsed);
        await using var sink = OpenSink(parsed, target);
        var summary = await ProgressDisplay.RunAsync(_session.Context, !_session.IsJson(parsed), async progress =>
        {
            using var response = await connection.OpenAsync(HttpMethod.Get, AdminPaths.IndexExport, [], null, cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await CopyAsync(body, sink, progress, cancellationToken);
        });
        await sink.CommitAsync(cancellationToken);
        var report = new ExportReport(target, summary.Databases, summary.Partitions.Count, summary.Rows, summary.Bytes);
        _session.Show(parsed, report, CliJson.Default.ExportReport, Show);
        return ExitCode.Done;
    }

    /// <summary>Verifies the export while it is copied: what is kept is whole.</summary>
    private static async Task<ExportSummary> CopyAsync(Stream body, IExportSink sink, Action<string, double, double> progress, CancellationToken cancellationToken)
    {
        try
        {
            await using var copying = new CopyingStream(body, sink);
            using var reader = new ExportReader(copying);
            while (await reader.ReadAsync(cancellationToken) is { } record)
            {
                if (record is ExportRecord.Rows) progress($"{Quantities.Count(reader.RowCount)} rows", 0, 0);
            }

            return reader.Summary;
        }
        catch (StorageException exception)
        {
            throw new CliException(ExitCode.Failed, $"The export did not arrive whole: {exception.Message}", exception);
        }
    }

    private IExportSink OpenSink(ParseResult parsed, string target) =>
        S3Location.IsMeant(target) ? new S3Sink(_s3.Connect(parsed, S3Location.Parse(target))) : FileSink.Create(target);

    private void Show(ExportReport report)
    {
        _session.Context.Output.WriteLine(
            $"{report.Target}: {Quantities.Count(report.Rows)} rows in {report.Partitions} partition(s) of {string.Join(", ", report.Databases)}, {Quantities.Bytes(report.Bytes)}, verified.");
        _session.Context.Output.WriteLine("It holds catalog and keys. The data of the objects is on the devices and is not in it.");
    }
}
