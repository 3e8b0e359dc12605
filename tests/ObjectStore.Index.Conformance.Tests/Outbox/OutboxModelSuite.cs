using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Conformance.Keymap;
using ObjectStore.Index.Conformance.Objects;
using ObjectStore.Index.Conformance.Versions;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.OrderedStore;
using Xunit;

namespace ObjectStore.Index.Conformance.Outbox;

/// <summary>
/// Goal: what the outbox holds is, for each key and in its order, exactly what was told of changes that were applied, less what was removed. Method: random changes by gateways that
/// die before or after commits and whose clocks jump, while partitions split, merge and move between two databases and a curator removes the first events of keys; the reference is a list
/// of events for each key. A change whose gateway died is applied or not as the object shows, and its events are there or not with it.
/// </summary>
[Trait("Category", "Model")]
public abstract class OutboxModelSuite<TFixture>
    where TFixture : OrderedStoreFixture, new()
{
    private static readonly ObjectKey[] Keys = [.. new[] { "a", "a\0", "a\0\u0001", "a/b", "b", "m", "ü", "zz" }.Select(ObjectKey.From)];

    /// <summary>Operations of a run; slower engines do fewer.</summary>
    protected virtual int OperationCount => 800;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BucketVersioning.Never)]
    [InlineData(BucketVersioning.Enabled)]
    [InlineData(BucketVersioning.Suspended)]
    public Task Changes_RandomSeed_AreToldInTheirOrder(BucketVersioning versioning) => TwoDatabases.RunAsync<TFixture>(async (databases, seed) =>
    {
        var run = new Run(databases, seed);
        await run.BeginAsync(versioning);
        for (var i = 0; i < OperationCount; i++)
        {
            await run.StepAsync();
            if (i % 50 == 0) await run.CheckAsync();
        }

        await run.CheckAsync();
    });

    private sealed class Run(IReadOnlyList<IOrderedStore> databases, int seed)
    {
        private static readonly BucketId Bucket = new(0x0102_0304_0506_0708);

        private readonly Random _random = new(seed);
        private readonly RecordFactory _records = new(new Random(seed + 1));
        private readonly Dictionary<ObjectKey, List<string>> _expected = Keys.ToDictionary(static key => key, static _ => new List<string>());
        private readonly SimulatedProcess _curator = new(databases, new ProcessFate());
        private (ObjectIndex Index, IOutbox Outbox) _gateway;

        public async Task BeginAsync(BucketVersioning versioning)
        {
            _gateway = Process(int.MaxValue);
            var record = new BucketRecord("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r") { Rules = new BucketRules { Versioning = versioning } };
            await _curator.Catalog.CreateBucketAsync(record, Cancel);
        }

        public Task StepAsync() => _random.Next(20) switch
        {
            < 6 => ChangeAsync(PutAsync),
            < 9 => ChangeAsync(DeleteAsync),
            < 11 => ChangeAsync(TagAsync),
            < 12 => ChangeAsync(ExpireAsync),
            < 17 => RemoveAsync(),
            _ => MovePartitionsAsync(),
        };

        public async Task CheckAsync()
        {
            var found = new Dictionary<ObjectKey, List<string>>();
            foreach (var entry in await ListAsync(_gateway.Outbox))
            {
                if (!found.TryGetValue(entry.Key, out var events)) found.Add(entry.Key, events = []);
                events.Add(TextOf(entry));
            }

            foreach (var key in Keys) Assert.Equal(_expected[key], found.GetValueOrDefault(key) ?? []);
        }

        /// <summary>A change by a gateway, which may die in it; another takes its place.</summary>
        private async Task ChangeAsync(Func<IObjectIndex, ObjectKey, Task<WriteResult>> change)
        {
            var key = Keys[_random.Next(Keys.Length)];
            var notices = new TellingAll(_random.Next(3));
            var dies = _random.Next(6) == 0;
            var gateway = dies ? Process(_random.Next(1, 3)) : _gateway;
            try
            {
                if ((await change(gateway.Index.Announcing(notices), key)).Outcome == WriteOutcome.Applied) Expect(key, notices);
            }
            catch (KilledException)
            {
                // Rows never go but by this test, so that what is there more is what the change told.
                var events = (await ListAsync(_gateway.Outbox)).Where(entry => entry.Key == key).Select(TextOf).ToList();
                if (events.Count > _expected[key].Count) Expect(key, notices);
                await CheckChangeAndEventsAsync(key, notices, events.Count);
            }
        }

        private void Expect(ObjectKey key, TellingAll notices) => _expected[key].AddRange(notices.Last.Select(static message => $"{message.Destination} {Encoding.UTF8.GetString(message.Content.Span)}"));

        /// <summary>Of a change that may or may not be applied: a write is there if and only if its events are.</summary>
        private async Task CheckChangeAndEventsAsync(ObjectKey key, TellingAll notices, int eventCount)
        {
            Assert.Equal(_expected[key].Count, eventCount);
            if (notices.Last is not [var told, ..] || Encoding.UTF8.GetString(told.Content.Span).Split(' ') is not [_, "kept", var eTag, _] || _wasUpdate) return;
            var current = await _gateway.Index.GetAsync(Bucket, key, Cancel);
            Assert.Equal(current?.ETag == eTag, _expected[key].LastOrDefault()?.Contains(eTag, StringComparison.Ordinal) == true);
        }

        private bool _wasUpdate;

        private async Task<WriteResult> PutAsync(IObjectIndex index, ObjectKey key)
        {
            _wasUpdate = false;
            return await index.PutAsync(Bucket, key, _records.Object(), WriteCondition.None, Cancel);
        }

        private async Task<WriteResult> DeleteAsync(IObjectIndex index, ObjectKey key)
        {
            _wasUpdate = false;
            VersionName? version = null;
            if (_random.Next(3) == 0) version = (await _gateway.Index.GetVersionAsync(Bucket, key, null, Cancel))?.Name;
            return await index.DeleteAsync(Bucket, key, new ObjectDeletion { Version = version }, Cancel);
        }

        private async Task<WriteResult> TagAsync(IObjectIndex index, ObjectKey key)
        {
            _wasUpdate = true;
            return await index.UpdateAsync(Bucket, key, version: null, new ObjectUpdate.SetTags([new("tag", "value")]), Cancel);
        }

        private async Task<WriteResult> ExpireAsync(IObjectIndex index, ObjectKey key)
        {
            _wasUpdate = false;
            if (await _gateway.Index.GetAsync(Bucket, key, Cancel) is not { } current) return new WriteResult(WriteOutcome.NoSuchKey);
            var expiration = new ObjectExpiration
            {
                Kind = ExpirationKind.Current,
                Version = current.Name,
                LastModified = current.LastModified,
                JudgedAt = current.LastModified,
                OwnerId = "owner",
                NewerMinOf = static _ => 0,
            };
            return await index.ExpireAsync(Bucket, key, expiration, Cancel);
        }

        /// <summary>Removes the first events of some keys, also ones that are gone already.</summary>
        private async Task RemoveAsync()
        {
            var entries = await ListAsync(_gateway.Outbox);
            var removed = new List<OutboxEntry>();
            foreach (var key in entries.GroupBy(static entry => entry.Key).Where(_ => _random.Next(2) == 0))
            {
                var count = _random.Next(key.Count() + 1);
                removed.AddRange(key.Take(count));
                _expected[key.Key].RemoveRange(0, count);
            }

            await _gateway.Outbox.RemoveAsync(removed, Cancel);
            if (_random.Next(4) == 0) await _gateway.Outbox.RemoveAsync(removed, Cancel);
        }

        private async Task MovePartitionsAsync()
        {
            var entries = await _curator.Control.ListAsync(Cancel);
            var entry = entries[_random.Next(entries.Count)];
            switch (_random.Next(3))
            {
                case 0:
                    await _curator.Control.SplitAsync(entry.Start, [IndexTwins.Bound(_random.Next(12))], Cancel);
                    break;
                case 1:
                    await _curator.Control.MergeAsync(entry.Start, Cancel);
                    break;
                default:
                    var target = SimulatedProcess.NameOf(entry.Database == SimulatedProcess.NameOf(0) ? 1 : 0);
                    if (await _curator.Control.BeginMoveAsync(entry.Start, target, Cancel) != KeymapOutcome.Applied) break;
                    await StepWhileMovingAsync();
                    await _curator.Control.CarryOutMoveAsync(entry.Start, Cancel);
                    await _curator.Control.DeleteDiscardedAsync(Cancel);
                    break;
            }
        }

        private async Task StepWhileMovingAsync()
        {
            await ChangeAsync(PutAsync);
            await RemoveAsync();
        }

        private (ObjectIndex Index, IOutbox Outbox) Process(int diesAt)
        {
            var fate = new ProcessFate { DiesAt = diesAt };
            var stores = databases.Select((store, i) => new IndexDatabase(SimulatedProcess.NameOf(i), new KillableStore(store, fate)));
            var clock = new UnsteadyClock(_random);
            var router = new KeymapRouter(new IndexDatabases([.. stores]), clock);
            return (new ObjectIndex(router, clock), new OutboxQueue(router));
        }

        /// <summary>All of it, in small pages, of the bucket or of all buckets.</summary>
        private async Task<List<OutboxEntry>> ListAsync(IOutbox outbox)
        {
            var entries = new List<OutboxEntry>();
            ReadOnlyMemory<byte> cursor = default;
            BucketId? bucket = _random.Next(2) == 0 ? Bucket : null;
            do
            {
                var page = await outbox.ListAsync(bucket, cursor, limit: 3, Cancel);
                Assert.Equal(0, page.UnreadableRows);
                entries.AddRange(page.Entries);
                cursor = page.Next;
            }
            while (!cursor.IsEmpty);
            foreach (var key in entries.GroupBy(static entry => entry.Key)) Assert.Equal(key.Select(static entry => entry.Sequence).Order(), key.Select(static entry => entry.Sequence));
            return entries;
        }

        private static string TextOf(OutboxEntry entry) => $"{entry.Message.Destination} {Encoding.UTF8.GetString(entry.Message.Content.Span)}";
    }
}

public sealed class InMemoryOutboxModelTests : OutboxModelSuite<InMemoryFixture>;

public sealed class SqliteOutboxModelTests : OutboxModelSuite<SqliteFixture>
{
    protected override int OperationCount => 150;
}
