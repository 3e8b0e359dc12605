using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Conformance.Objects;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using Xunit;

namespace ObjectStore.Index.Conformance.Versions;

/// <summary>
/// Random writes, deletions, locks, moves to other stripes and changes of the versioning state on few keys, under a clock that jumps, compared with <see cref="ReferenceVersions"/> answer by
/// answer; every now and then as a whole: every version by name, listings in pages, current objects, what stripes are named, and the garbage queue.
/// </summary>
[Trait("Category", "Model")]
public abstract class VersionModelSuite<TFixture>
    where TFixture : OrderedStoreFixture, new()
{
    private const int OperationCount = 1_500;
    private const int WholeCheckEvery = 250;
    private static readonly DateTimeOffset Past = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Future = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ObjectKey[] Keys = [.. new[] { "a", "a\0", "a\0b", "a/", "a/b", "a/c/d", "b", "ü", "zz" }.Select(ObjectKey.From)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Operations_FixedSeed_AnswerAsTheReference() => RunAsync(20_261_120);

    [Fact]
    public Task Operations_RandomSeed_AnswerAsTheReference() => RunAsync(Random.Shared.Next());

    private static async Task RunAsync(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        using var fixture = new TFixture();
        await using var store = fixture.Open();
        var random = new Random(seed);
        var router = new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System);
        var catalog = new Catalog.Catalog(router, TimeProvider.System);
        var (bucket, _) = await catalog.CreateBucketAsync(new("bucket", new BucketId(77), "owner", DateTimeOffset.UnixEpoch, "r"), Cancel);
        var run = new Run(new ObjectIndex(router, new UnsteadyClock(random)), catalog, bucket, random, seed);
        for (var i = 1; i <= OperationCount; i++)
        {
            await run.StepAsync();
            if (i % WholeCheckEvery == 0) await run.CheckWholeAsync();
        }
    }

    private sealed class Run(ObjectIndex index, Catalog.Catalog catalog, BucketRecord bucket, Random random, int seed)
    {
        private readonly ReferenceVersions _reference = new();
        private readonly RecordFactory _records = new(random);

        public Task StepAsync() => random.Next(40) switch
        {
            < 14 => PutAsync(),
            < 18 => CompleteAsync(),
            < 23 => DeleteAsync(),
            < 34 => DeleteVersionAsync(),
            < 36 => UpdateAsync(),
            < 38 => MoveAsync(),
            < 39 => SetVersioningAsync(),
            _ => GetAsync(AnyKey()),
        };

        public async Task CheckWholeAsync()
        {
            foreach (var key in Keys) await GetAsync(key);
            foreach (var (key, entry, _) in _reference.All)
            {
                var read = await index.GetVersionAsync(bucket.Id, key, entry.Name, Cancel);
                Same((entry.Name, entry.ETag, entry.IsDeleteMarker), (read?.Name, read?.ETag, read?.IsDeleteMarker));
                Assert.Equal(entry.Tags, read!.Tags);
                Same((entry.Retention, entry.HasLegalHold), (read.Retention, read.HasLegalHold));
                var owner = new FragmentOwner(bucket.Id, key, entry.Upload, (ushort)(entry.Upload is null ? 0 : 1));
                foreach (var stripe in entry.Stripes) Assert.True(await index.IsReferencedAsync(owner, stripe, Cancel), $"seed {seed}: a stripe of {entry.Name} is not named");
                Assert.False(await index.IsReferencedAsync(owner, StripeId.New(Past), Cancel), $"seed {seed}");
            }

            var current = await index.ListAsync(bucket.Id, new ObjectListQuery(default, default, default, 1000), Cancel);
            Assert.Equal(_reference.All.Where(each => each.IsLatest && !each.Entry.IsDeleteMarker).Select(each => (each.Key, each.Entry.ETag)), current.Objects.Select(item => (item.Key, item.ETag)));
            foreach (var (prefix, delimiter) in new[] { ("", ""), ("", "/"), ("a", ""), ("a/", "/"), ("a", "\0") }) await CheckListingAsync(prefix, delimiter);
            await CollectGarbageAsync();
        }

        private async Task CheckListingAsync(string prefix, string delimiter)
        {
            var expected = new List<string>();
            foreach (var (key, entry, isLatest) in _reference.All)
            {
                var text = key.ToString();
                if (!text.StartsWith(prefix, StringComparison.Ordinal)) continue;
                var cut = delimiter.Length == 0 ? -1 : text.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
                var item = cut < 0 ? $"{text} {entry.Name} {isLatest} {entry.IsDeleteMarker} {entry.ETag}" : text[..(cut + delimiter.Length)];
                if (cut < 0 || expected.LastOrDefault() != item) expected.Add(item);
            }

            var limit = random.Next(1, 8);
            var listed = new List<(string Key, string Item)>();
            var (after, afterVersion) = (ReadOnlyMemory<byte>.Empty, (VersionName?)null);
            while (true)
            {
                var page = await index.ListVersionsAsync(bucket.Id, new ObjectListQuery(Utf8(prefix), Utf8(delimiter), after, limit), afterVersion, Cancel);
                Assert.True(page.Versions.Count + page.CommonPrefixes.Count <= limit, $"seed {seed}");
                var items = page.Versions.Select(item => (item.Listed.Key.ToString(), $"{item.Listed.Key} {item.Version} {item.IsLatest} {item.IsDeleteMarker} {item.Listed.ETag}"))
                    .Concat(page.CommonPrefixes.Select(item => (Text(item), Text(item))));
                listed.AddRange(items.OrderBy(static item => item.Item1, StringComparer.Ordinal));
                if (!page.IsTruncated) break;
                Same(limit, page.Versions.Count + page.CommonPrefixes.Count);
                (after, afterVersion) = (page.NextKey, page.NextVersion);
            }

            Assert.True(expected.SequenceEqual(listed.Select(static item => item.Item)), $"seed {seed}, prefix '{prefix}', delimiter '{delimiter}', limit {limit}:\n{string.Join('\n', expected)}\n---\n{string.Join('\n', listed.Select(static item => item.Item))}");
        }

        /// <summary>The queue must name exactly the dropped stripes; after removal nothing names them.</summary>
        private async Task CollectGarbageAsync()
        {
            var queued = new HashSet<StripeId>();
            while (await index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 100, Cancel) is { Entries.Count: > 0 } page)
            {
                foreach (var entry in page.Entries)
                {
                    queued.UnionWith(ReferenceIndex.Stripes(entry.Runs));
                    if (entry.Upload is not { } upload) continue;
                    foreach (var part in await index.ListPartsAsync(bucket.Id, entry.Key, upload, 0, 10_000, Cancel)) queued.UnionWith(ReferenceIndex.Stripes(part.Runs));
                }

                await index.RemoveGarbageAsync(page.Entries, Cancel);
            }

            Assert.True(queued.SetEquals(_reference.Garbage), $"seed {seed}: the garbage is not what versions left");
            _reference.Garbage.Clear();
        }

        private async Task PutAsync()
        {
            var (key, record) = (AnyKey(), _records.Object() with { HasLegalHold = HasVersions && random.Next(12) == 0, Retention = AnyRetention() });
            var condition = random.Next(8) switch { 0 => new WriteCondition(true, null), 1 => new WriteCondition(false, "*"), _ => default };
            var expected = ExpectWrite(key, condition);
            var result = await index.PutAsync(bucket.Id, key, record, condition, Cancel);
            Same(expected, result.Outcome);
            Add(key, record, result, ReferenceVersions.Stripes(record.Runs));
        }

        private async Task CompleteAsync()
        {
            var (key, upload, part) = (AnyKey(), _records.Upload(), _records.Part(1));
            await index.CreateUploadAsync(bucket.Id, key, upload, Cancel);
            await index.PutPartAsync(bucket.Id, key, upload.Id, part, Cancel);
            var record = _records.Completed(upload.Id, [part]);
            var expected = ExpectWrite(key, default);
            var result = await index.CompleteUploadAsync(bucket.Id, key, record, [new(1, part.ETag)], default, Cancel);
            Same(expected, result.Outcome);
            Add(key, record, result, ReferenceVersions.Stripes(part.Runs));
            if (result.Outcome == WriteOutcome.Applied) return;
            await index.AbortUploadAsync(bucket.Id, key, upload.Id, Cancel);
            _reference.Garbage.UnionWith(ReferenceIndex.Stripes(part.Runs));
        }

        private async Task DeleteAsync()
        {
            var key = AnyKey();
            var expected = !HasVersions && _reference.Current(key) is null ? WriteOutcome.NoSuchKey : ExpectWrite(key, default);
            var result = await index.DeleteAsync(bucket.Id, key, default, Cancel);
            Same(expected, result.Outcome);
            if (result.Outcome != WriteOutcome.Applied) return;
            Same(HasVersions, result.IsDeleteMarker);
            if (HasVersions) _reference.Add(key, new(NameOf(result), true, "", []));
            else _reference.Remove(key, _reference.Keys[key][0]);
        }

        private async Task DeleteVersionAsync()
        {
            var key = AnyKey();
            var entries = _reference.Keys.GetValueOrDefault(key);
            var name = random.Next(10) switch
            {
                0 => VersionName.Null,
                1 => VersionName.Of(VersionId.New(Past, default)),
                _ => entries?[random.Next(entries.Count)].Name ?? VersionName.Null,
            };
            var bypasses = random.Next(2) == 0;
            var result = await index.DeleteAsync(bucket.Id, key, new ObjectDeletion { Version = name, BypassesGovernance = bypasses }, Cancel);
            if (_reference.Find(key, name) is not { } entry)
            {
                Same(WriteOutcome.NoSuchKey, result.Outcome);
                return;
            }

            if (entry.IsLocked(Past.AddYears(26), bypasses))
            {
                Same(WriteOutcome.ObjectLocked, result.Outcome);
                return;
            }

            Same((WriteOutcome.Applied, HasVersions ? name : null, entry.IsDeleteMarker), (result.Outcome, result.Version, result.IsDeleteMarker));
            _reference.Remove(key, entry);
        }

        private async Task UpdateAsync()
        {
            var key = AnyKey();
            var entries = _reference.Keys.GetValueOrDefault(key);
            VersionName? name = random.Next(3) == 0 || entries is null ? null : entries[random.Next(entries.Count)].Name;
            var entry = name is { } given ? _reference.Find(key, given) : _reference.Current(key);
            var tags = new[] { KeyValuePair.Create("tag", $"{random.Next()}") };
            ObjectUpdate update = random.Next(3) switch
            {
                0 => new ObjectUpdate.SetLegalHold(false),
                1 => new ObjectUpdate.NoteAccess(Past, static _ => true),
                _ => new ObjectUpdate.SetTags(tags),
            };
            var result = await index.UpdateAsync(bucket.Id, key, name, update, Cancel);
            Same(entry is null ? WriteOutcome.NoSuchKey : entry.IsDeleteMarker ? WriteOutcome.IsDeleteMarker : WriteOutcome.Applied, result.Outcome);
            if (entry is null or { IsDeleteMarker: true }) return;
            var list = _reference.Keys[key];
            list[list.IndexOf(entry)] = update switch
            {
                ObjectUpdate.SetTags => entry with { Tags = tags },
                ObjectUpdate.SetLegalHold => entry with { HasLegalHold = false },
                _ => entry,
            };
        }

        /// <summary>Its stripes become garbage, and others of as many bytes take their place: of the row, or of the part that the row names.</summary>
        private async Task MoveAsync()
        {
            var key = AnyKey();
            if (_reference.Keys.GetValueOrDefault(key) is not { } entries) return;
            var entry = entries[random.Next(entries.Count)];
            var record = (await index.GetVersionAsync(bucket.Id, key, entry.Name, Cancel))!;
            var moved = _records.Copied(record.Runs);
            var move = new ObjectMove { Version = entry.Name, LastModified = record.LastModified, From = record.Runs, To = moved, StorageClass = "COLD", Tiering = static _ => null, IsDue = static _ => true };
            Same(entry.IsDeleteMarker ? WriteOutcome.NoSuchKey : WriteOutcome.Applied, await index.MoveAsync(bucket.Id, key, move, Cancel));
            if (entry.Upload is { } upload)
            {
                var part = (await index.ListPartsAsync(bucket.Id, key, upload, 0, 1, Cancel))[0];
                moved = _records.Copied(part.Runs);
                Same(WriteOutcome.Applied, await index.MovePartAsync(bucket.Id, key, upload, part, moved, Cancel));
            }

            if (entry.IsDeleteMarker) return;
            _reference.Garbage.UnionWith(entry.Stripes);
            entries[entries.IndexOf(entry)] = entry with { Stripes = ReferenceVersions.Stripes(moved) };
        }

        private async Task SetVersioningAsync()
        {
            var versioning = random.Next(3) == 0 ? BucketVersioning.Suspended : BucketVersioning.Enabled;
            Assert.NotNull(await catalog.ChangeRulesAsync(bucket, rules => rules with { Versioning = versioning }, Cancel));
            _reference.Versioning = versioning;
        }

        private async Task GetAsync(ObjectKey key)
        {
            Same(_reference.Current(key)?.ETag, (await index.GetAsync(bucket.Id, key, Cancel))?.ETag);
            var head = await index.GetVersionAsync(bucket.Id, key, null, Cancel);
            var expected = _reference.Keys.GetValueOrDefault(key)?[0];
            Same((expected?.Name, expected?.IsDeleteMarker), (head?.Name, head?.IsDeleteMarker));
            Same(_reference.Find(key, VersionName.Null)?.ETag, (await index.GetVersionAsync(bucket.Id, key, VersionName.Null, Cancel))?.ETag);
        }

        private WriteOutcome ExpectWrite(ObjectKey key, WriteCondition condition)
        {
            var outcome = condition.Judge(_reference.Current(key)?.ETag);
            if (outcome != WriteOutcome.Applied) return outcome;
            var isLocked = HasVersions && _reference.Replaced(key)?.IsLocked(Past.AddYears(26), bypasses: false) is true;
            return isLocked ? WriteOutcome.ObjectLocked : WriteOutcome.Applied;
        }

        private void Add(ObjectKey key, ObjectRecord record, WriteResult result, IReadOnlyList<StripeId> stripes)
        {
            if (result.Outcome != WriteOutcome.Applied) return;
            Same(HasVersions, result.Version is not null);
            Same(_reference.Versioning == BucketVersioning.Enabled, result.Version is { IsNull: false });
            _reference.Add(key, new(NameOf(result), false, record.ETag, stripes) { Upload = record.Upload, Retention = record.Retention, HasLegalHold = record.HasLegalHold });
        }

        private bool HasVersions => _reference.Versioning != BucketVersioning.Never;

        private Retention? AnyRetention() => !HasVersions || random.Next(6) != 0
            ? null
            : new Retention(random.Next(4) == 0 ? RetentionMode.Compliance : RetentionMode.Governance, random.Next(3) == 0 ? Past : Future);

        private ObjectKey AnyKey() => Keys[random.Next(Keys.Length)];

        private static VersionName NameOf(WriteResult result) => result.Version ?? VersionName.Null;

        private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

        private static string Text(ReadOnlyMemory<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8.Span);

        private void Same<T>(T expected, T actual) => Assert.True(EqualityComparer<T>.Default.Equals(expected, actual), $"seed {seed}: expected {expected}, got {actual}");
    }
}

public sealed class InMemoryVersionModelTests : VersionModelSuite<InMemoryFixture>;

public sealed class SqliteVersionModelTests : VersionModelSuite<SqliteFixture>;
