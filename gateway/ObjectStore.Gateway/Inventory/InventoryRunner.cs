using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Inventory;

/// <summary>Makes one inventory: walks the bucket in the order of its keys, puts files, then the manifest. Goes on behind the last file that was put.</summary>
internal sealed class InventoryRunner(IObjectIndex index, BucketDirectory buckets, ServiceAccess access, ServiceObjects objects, InventoryMetrics metrics, InventoryOptions options, TimeProvider time)
{
    private const int ReadsInParallel = 16;

    /// <summary>How often it tells the others that it is at work.</summary>
    private static readonly TimeSpan BeatPeriod = TimeSpan.FromSeconds(10);

    /// <summary>What is needed to put its files.</summary>
    private sealed record Place(BucketRecord Source, BucketEntry Target, InventoryConfiguration Configuration, string Folder, InventoryColumns Columns);

    /// <summary>Makes it, to its end or until it is cut off; false when its destination does not take it, its configuration is gone or another, or another gateway has it.</summary>
    public async ValueTask<bool> RunAsync(BucketRecord source, InventoryConfiguration configuration, InventoryClaim claim, CancellationToken cancellationToken)
    {
        var (target, _) = await buckets.FindAsync(configuration.DestinationArn[AskedResource.ArnPrefix.Length..], cancellationToken);
        if (target is null) return false;
        var place = new Place(source, target, configuration, InventoryKeys.FolderOf(source.Name, configuration), new InventoryColumns(configuration));
        return access.MayPut(ServiceAccess.Inventory, target, source, place.Folder)
            && await PutFilesAsync(place, claim, cancellationToken)
            && await claim.IsConfiguredAsync(cancellationToken)
            && await PublishAsync(place, claim, cancellationToken);
    }

    private async ValueTask<bool> PutFilesAsync(Place place, InventoryClaim claim, CancellationToken cancellationToken)
    {
        var file = new InventoryBuffer();
        try
        {
            var beatAt = time.GetTimestamp();
            await foreach (var page in PagesAsync(place, claim.Run, cancellationToken))
            {
                await AddAsync(place, file, page.Versions, cancellationToken);
                var isFull = file.Bytes >= options.FileBytesMax || (!page.IsTruncated && file.Rows > 0);
                if (isFull)
                {
                    if (!claim.HasRoom) throw TooManyFiles(claim.Run);
                    if (await PutFileAsync(place, file, cancellationToken) is not { } put) return false;
                    file.Dispose();
                    file = new InventoryBuffer();
                    if (!await claim.StepAsync(claim.Run with { AfterKey = page.NextKey.ToArray(), AfterVersion = page.NextVersion?.ToString(), Files = [.. claim.Run.Files, put] }, cancellationToken)) return false;
                    beatAt = time.GetTimestamp();
                }
                else if (time.GetElapsedTime(beatAt) >= BeatPeriod)
                {
                    if (!await claim.StepAsync(claim.Run, cancellationToken)) return false;
                    beatAt = time.GetTimestamp();
                }

                await Task.Delay(TimeSpan.FromSeconds((double)page.Versions.Count / options.EntriesPerSecond), time, cancellationToken);
            }

            return true;
        }
        finally
        {
            file.Dispose();
        }
    }

    /// <summary>The rest of the bucket. A run whose last file was put, but not its manifest, begins with a page that may be empty.</summary>
    private async IAsyncEnumerable<VersionListing> PagesAsync(Place place, InventoryRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (bucket, prefix) = (place.Source.Id, Encoding.UTF8.GetBytes(place.Configuration.KeyPrefix ?? ""));
        var query = new ObjectListQuery(prefix, default, run.AfterKey, options.PageEntries);
        VersionName? after = VersionName.TryParse(run.AfterVersion, out var version) ? version : null;

        // What was left to do when the last file was put was nothing.
        if (run.Files.Count > 0 && run.AfterKey.Length == 0) yield break;
        for (VersionListing? page = null; page is not { IsTruncated: false }; query = query with { StartAfter = page.NextKey }, after = page.NextVersion)
        {
            page = place.Configuration.HasAllVersions
                ? await index.ListVersionsAsync(bucket, query with { PassesOverUnreadable = true }, after, cancellationToken)
                : Wrap(await index.ListAsync(bucket, query, cancellationToken));
            yield return page;
        }
    }

    private static VersionListing Wrap(ObjectListing page) =>
        new([.. page.Objects.Select(static listed => new ListedVersion(listed, VersionName.Null, IsLatest: true, IsDeleteMarker: false))], [], page.IsTruncated, page.NextStartAfter, NextVersion: null);

    private async ValueTask AddAsync(Place place, InventoryBuffer file, IReadOnlyList<ListedVersion> versions, CancellationToken cancellationToken)
    {
        var records = new ObjectRecord?[versions.Count];
        if (place.Columns.NeedRecords)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadsInParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
            await Parallel.ForAsync(0, versions.Count, parallel, async (i, token) =>
            {
                if (versions[i].IsDeleteMarker) return;
                VersionName? version = place.Configuration.HasAllVersions ? versions[i].Version : null;
                records[i] = await index.GetVersionAsync(place.Source.Id, versions[i].Listed.Key, version, token);
            });
        }

        for (var i = 0; i < versions.Count; i++) file.Add(place.Columns.Row(place.Source.Name, versions[i], records[i]));
    }

    private async ValueTask<InventoryFile?> PutFileAsync(Place place, InventoryBuffer file, CancellationToken cancellationToken)
    {
        var (key, rows, bytes) = (InventoryKeys.NewFile(place.Folder), file.Rows, file.Finish());
        if (!await PutAsync(place, key, "application/gzip", bytes, cancellationToken)) return null;
        metrics.Put(rows);
        return new InventoryFile(key, bytes.Length, Md5Of(bytes.Span));
    }

    /// <summary>The manifest comes last, after all that it names; its checksum says that it is whole.</summary>
    private async ValueTask<bool> PublishAsync(Place place, InventoryClaim claim, CancellationToken cancellationToken)
    {
        var run = claim.Run;
        var folder = InventoryKeys.ManifestFolderOf(place.Folder, run.StartedAt);
        var manifest = InventoryManifest.Render(place.Source.Name, place.Target.Bucket.Name, place.Columns, run);
        var symlink = string.Concat(run.Files.Select(file => $"s3://{place.Target.Bucket.Name}/{file.Key}\n"));
        return await PutAsync(place, InventoryKeys.SymlinkOf(place.Folder, run.StartedAt), "text/plain", Encoding.UTF8.GetBytes(symlink), cancellationToken)
            && await PutAsync(place, folder + "manifest.json", "application/json", manifest, cancellationToken)
            && await PutAsync(place, folder + "manifest.checksum", "text/plain", Encoding.ASCII.GetBytes(Md5Of(manifest)), cancellationToken)
            && await claim.CompleteAsync(cancellationToken);
    }

    private async ValueTask<bool> PutAsync(Place place, string key, string contentType, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        // Asked anew for each object, so that a right that is taken away ends it.
        var (target, _) = await buckets.FindAsync(place.Target.Bucket.Name, cancellationToken);
        if (target is null || target.Bucket.Id != place.Target.Bucket.Id || !access.MayPut(ServiceAccess.Inventory, target, place.Source, key)) return false;
        var item = new ServiceObject(ServiceAccess.Inventory, ObjectKey.From(key), contentType, new MemorySource(content), place.Configuration.Encryption);
        return await objects.PutAsync(target, item, cancellationToken) is not null;
    }

    private static StorageException TooManyFiles(InventoryRun run) => new(
        StorageErrorCode.Refused, $"The inventory has {run.Files.Count} files, and no room to remember more: it needs a larger Inventory:FileBytesMax, or a shorter prefix, and to be configured anew.");

#pragma warning disable CA5351 // Manifests hold MD5 by definition.
    private static string Md5Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
