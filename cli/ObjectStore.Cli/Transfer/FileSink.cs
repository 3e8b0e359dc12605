namespace ObjectStore.Cli.Transfer;

/// <summary>Writes a file under another name, and gives it its own when it is whole and on disk. Never replaces a file.</summary>
internal sealed class FileSink : IExportSink
{
    private readonly string _path;
    private readonly FileStream _file;

    private FileSink(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <exception cref="CliException">There is such a file, or it cannot be written.</exception>
    public static FileSink Create(string path)
    {
        if (Path.Exists(path)) throw new CliException(ExitCode.Failed, $"'{path}' exists already, and an export never replaces anything.");
        return new FileSink(path, new FileStream(path + ".partial", FileMode.Create, FileAccess.Write, FileShare.None));
    }

    /// <inheritdoc />
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _file.WriteAsync(bytes, cancellationToken);

    /// <inheritdoc />
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        await _file.FlushAsync(cancellationToken);
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync();
        File.Move(_file.Name, _path, overwrite: false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        File.Delete(_file.Name);
    }
}
