using System.CommandLine;
using System.Text.Json;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Connection;
using ObjectStore.Cli.Output;
using ObjectStore.Cli.Transfer;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore index import</c>.</summary>
internal sealed class IndexImportCommand
{
    private const int BufferBytes = 1 << 20;

    private readonly CliSession _session;
    private readonly S3Options _s3;
    private readonly Argument<string> _source = new("source") { Description = "an export: a file, or s3://BUCKET/KEY" };

    private IndexImportCommand(CliSession session)
    {
        _session = session;
        _s3 = new S3Options(session);
    }

    public static Command Create(CliSession session)
    {
        var self = new IndexImportCommand(session);
        var command = new Command(
            "import",
            "Makes an export the index of a store that was started with Standalone:AwaitImport and has none. Verified before anything is written; one that was cut off is begun from scratch.")
        {
            self._source, self._s3.Endpoint,
        };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var source = parsed.GetRequiredValue(_source);
        using var connection = _session.Connect(parsed);
        var done = S3Location.IsMeant(source)
            ? await SendFromS3Async(parsed, source, connection, cancellationToken)
            : await SendFileAsync(parsed, source, connection, cancellationToken);
        if (_session.IsJson(parsed)) return ExitCode.Done;
        await _session.Context.Output.WriteLineAsync($"Imported {Quantities.Count(done.Rows)} rows; the store starts with them. {done.Message}");
        await _session.Context.Output.WriteLineAsync("The data of the objects was not in the export: 'objectstore index verify' says which of it the devices hold.");
        return ExitCode.Done;
    }

    private async Task<ImportLine> SendFileAsync(ParseResult parsed, string path, AdminConnection connection, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        return await SendAsync(parsed, connection, file, file.Length, cancellationToken);
    }

    private async Task<ImportLine> SendFromS3Async(ParseResult parsed, string source, AdminConnection connection, CancellationToken cancellationToken)
    {
        using var client = _s3.Connect(parsed, S3Location.Parse(source));
        using var response = await client.GetAsync(cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await SendAsync(parsed, connection, body, response.Content.Headers.ContentLength, cancellationToken);
    }

    private Task<ImportLine> SendAsync(ParseResult parsed, AdminConnection connection, Stream source, long? length, CancellationToken cancellationToken) =>
        ProgressDisplay.RunAsync(_session.Context, !_session.IsJson(parsed), async progress =>
        {
            using var content = new StreamContent(source, BufferBytes);
            content.Headers.ContentLength = length;
            progress($"sends {Quantities.Bytes(length)}", 0, 0);
            using var response = await connection.OpenAsync(HttpMethod.Post, AdminPaths.IndexImport, [], content, cancellationToken);
            return await ReadAsync(response, parsed, progress, cancellationToken);
        });

    private async Task<ImportLine> ReadAsync(HttpResponseMessage response, ParseResult parsed, Action<string, double, double> progress, CancellationToken cancellationToken)
    {
        await foreach (var line in AdminConnection.ReadLinesAsync(response, AdminJson.Default.ImportLine, cancellationToken))
        {
            if (line.Error is { } error) throw new CliException(ExitCode.Failed, $"{error.Message} ({error.Code}) {line.Message}");
            progress(line.Stage, line.Rows, line.RowsExpected);
            if (line.Stage != ImportLine.Done) continue;
            if (_session.IsJson(parsed)) await _session.Context.Output.WriteLineAsync(JsonSerializer.Serialize(line, AdminJson.Default.ImportLine));
            return line;
        }

        throw new CliException(ExitCode.Failed, "The server broke the import off; its log says why. It holds no index until an import succeeds.");
    }
}
