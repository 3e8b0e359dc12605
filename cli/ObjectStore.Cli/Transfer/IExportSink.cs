namespace ObjectStore.Cli.Transfer;

/// <summary>Where an export goes. What was written becomes visible only with <see cref="CommitAsync"/>; disposing without it leaves nothing behind.</summary>
internal interface IExportSink : IAsyncDisposable
{
    /// <summary>Appends bytes, which are borrowed until the call completes.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes the whole visible under its name.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
