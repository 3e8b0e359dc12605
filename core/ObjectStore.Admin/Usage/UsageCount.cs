using ObjectStore.AdminApi;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;

namespace ObjectStore.Admin.Usage;

/// <summary>Counts what a bucket holds, from its rows, page by page. Used once.</summary>
internal sealed class UsageCount(IObjectIndex index, BucketRecord bucket)
{
    private const int PageRows = 1000;

    private static readonly ObjectListQuery All = new(default, default, default, PageRows) { PassesOverUnreadable = true };

    private BucketUsage _usage = new(bucket.Name);

    /// <summary>Counts everything.</summary>
    public async ValueTask<BucketUsage> RunAsync(CancellationToken cancellationToken)
    {
        await CountVersionsAsync(cancellationToken);
        await CountUploadsAsync(cancellationToken);
        return _usage;
    }

    private async ValueTask CountVersionsAsync(CancellationToken cancellationToken)
    {
        VersionListing? page = null;
        do
        {
            page = await index.ListVersionsAsync(bucket.Id, page is null ? All : All with { StartAfter = page.NextKey }, page?.NextVersion, cancellationToken);
            foreach (var version in page.Versions) Add(version);
            _usage = _usage with { Unreadable = _usage.Unreadable + page.UnreadableCount };
        }
        while (page.IsTruncated);
    }

    private void Add(ListedVersion version)
    {
        var (bytes, stored) = (version.Listed.Size, version.StoredBytes);
        if (version.IsDeleteMarker)
        {
            _usage = _usage with { DeleteMarkers = _usage.DeleteMarkers + 1 };
        }
        else if (version.IsLatest)
        {
            _usage = _usage with { Objects = _usage.Objects + 1, ObjectBytes = _usage.ObjectBytes + bytes, ObjectStoredBytes = _usage.ObjectStoredBytes + stored };
        }
        else
        {
            _usage = _usage with
            {
                NoncurrentVersions = _usage.NoncurrentVersions + 1,
                NoncurrentBytes = _usage.NoncurrentBytes + bytes,
                NoncurrentStoredBytes = _usage.NoncurrentStoredBytes + stored,
            };
        }
    }

    private async ValueTask CountUploadsAsync(CancellationToken cancellationToken)
    {
        UploadListing? page = null;
        do
        {
            page = await index.ListUploadsAsync(bucket.Id, page is null ? All : All with { StartAfter = page.NextKey }, page?.NextUpload, cancellationToken);
            foreach (var (key, upload) in page.Uploads) await CountPartsAsync(key, upload.Id, cancellationToken);
            _usage = _usage with { Uploads = _usage.Uploads + page.Uploads.Count, Unreadable = _usage.Unreadable + page.UnreadableCount };
        }
        while (page.IsTruncated);
    }

    private async ValueTask CountPartsAsync(ObjectKey key, UploadId upload, CancellationToken cancellationToken)
    {
        var after = 0;
        while (true)
        {
            var parts = await index.ListPartsAsync(bucket.Id, key, upload, after, PageRows, cancellationToken);
            _usage = _usage with
            {
                Parts = _usage.Parts + parts.Count,
                PartBytes = _usage.PartBytes + parts.Sum(static part => part.Size),
                PartStoredBytes = _usage.PartStoredBytes + parts.Sum(static part => part.StoredBytes),
            };
            if (parts.Count < PageRows) return;
            after = parts[^1].PartNumber;
        }
    }
}
