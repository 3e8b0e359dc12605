namespace ObjectStore.S3.Body;

/// <summary>What one document holds of a <see cref="DocumentBudget"/>. Used by one caller at a time; disposed by whoever took it.</summary>
public sealed class DocumentLease : IDisposable
{
    private readonly DocumentBudget _budget;
    private long _bytes;

    internal DocumentLease(DocumentBudget budget) => _budget = budget;

    /// <summary>Gives everything back.</summary>
    public void Dispose()
    {
        _budget.Release(_bytes);
        _bytes = 0;
    }

    /// <summary>Reserves what a document of <paramref name="documentBytes"/> costs in place of what was reserved before, which was not more.</summary>
    /// <exception cref="Errors.S3Exception">SlowDown: the bound is reached; the lease is as it was.</exception>
    internal void GrowTo(int documentBytes)
    {
        var bytes = (long)documentBytes * DocumentBudget.BytesPerDocumentByte;
        _budget.Reserve(bytes - _bytes);
        _bytes = bytes;
    }
}
