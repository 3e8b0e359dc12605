namespace ObjectStore.Cli.Transfer;

/// <summary>Writes an object: with one PUT when it is small, in parts otherwise. Holds one part in memory.</summary>
internal sealed class S3Sink(S3Client client) : IExportSink
{
    private const int FirstPartBytes = 16 << 20;
    private const int PartBytesMax = 64 << 20;

    /// <summary>Parts grow after every thousand, so that 10,000 of them hold about half a terabyte.</summary>
    private const int PartsPerSize = 1_000;

    private readonly List<string> _eTags = [];
    private byte[] _part = new byte[FirstPartBytes];
    private int _count;
    private string? _uploadId;

    /// <inheritdoc />
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            if (_count == _part.Length) await SendPartAsync(cancellationToken);
            var taken = Math.Min(bytes.Length, _part.Length - _count);
            bytes[..taken].CopyTo(_part.AsMemory(_count));
            _count += taken;
            bytes = bytes[taken..];
        }
    }

    /// <inheritdoc />
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (_uploadId is null)
        {
            await client.PutAsync(_part.AsMemory(0, _count), cancellationToken);
            return;
        }

        await SendPartAsync(cancellationToken);
        await client.CompleteUploadAsync(_uploadId, _eTags, cancellationToken);
        _uploadId = null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            // What is left of an upload costs its owner room, so it is given up even when the command is being stopped.
            if (_uploadId is { } upload) await client.AbortUploadAsync(upload, CancellationToken.None);
        }
        catch (CliException)
        {
            // The error that led here is the one to tell.
        }

        client.Dispose();
    }

    private async ValueTask SendPartAsync(CancellationToken cancellationToken)
    {
        _uploadId ??= await client.BeginUploadAsync(cancellationToken);
        _eTags.Add(await client.PutPartAsync(_uploadId, _eTags.Count + 1, _part.AsMemory(0, _count), cancellationToken));
        _count = 0;
        var next = (int)Math.Min(PartBytesMax, (long)FirstPartBytes << (_eTags.Count / PartsPerSize));
        if (next > _part.Length) _part = new byte[next];
    }
}
