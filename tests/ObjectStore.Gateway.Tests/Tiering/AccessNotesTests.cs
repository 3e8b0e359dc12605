using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Gateway.Tiering;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using ObjectStore.Lifecycle.StorageClasses;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.Tiering;

/// <summary>What is noted, once, and in bounded memory.</summary>
public sealed class AccessNotesTests : IDisposable
{
    private static readonly BucketId Bucket = new(7);
    private readonly TestMeterFactory _meters = new();
    private readonly ManualTimeProvider _time = new();
    private readonly AccessNoteMetrics _metrics;

    public AccessNotesTests() => _metrics = new AccessNoteMetrics(_meters);

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    public void Dispose()
    {
        _metrics.Dispose();
        _meters.Dispose();
    }

    [Theory]
    [InlineData("INTELLIGENT_TIERING", 128 << 10, 1, true)]
    [InlineData("INTELLIGENT_TIERING", (128 << 10) - 1, 1, false)]
    [InlineData("INTELLIGENT_TIERING", 128 << 10, 0.99, false)]
    [InlineData("INTELLIGENT_TIERING", 128 << 10, -0.99, false)]
    [InlineData("INTELLIGENT_TIERING", 128 << 10, -1, true)]
    [InlineData("STANDARD_IA", 128 << 10, 100, false)]
    [InlineData("NO_LONGER_OFFERED", 128 << 10, 100, false)]
    [InlineData(null, 128 << 10, 100, false)]
    public void Note_Object_IsNotedWhereItsRowDoesNotSaySoAndThatMatters(string? storageClass, long size, double daysAgo, bool expected)
    {
        var notes = Create();

        notes.Note(Bucket, ObjectKey.From("made"), RecordOf(Now.AddDays(-daysAgo), size, storageClass));
        notes.Note(Bucket, ObjectKey.From("read"), RecordOf(Now.AddDays(-500), size, storageClass) with { Tiering = new StoredTiering(Now.AddDays(-daysAgo), StorageTier.Infrequent) });

        Assert.Equal(expected ? ["made", "read"] : [], notes.Take(10).Select(static note => note.Key.ToString()));
    }

    [Fact]
    public void Note_SameVersionAgain_IsOneNoteUntilItIsSettled()
    {
        var notes = Create();
        var record = RecordOf(Now.AddDays(-5));
        var version = record with { IsNullVersion = false, Version = VersionId.New(Now, default) };

        for (var i = 0; i < 3; i++) notes.Note(Bucket, ObjectKey.From("k"), record);
        for (var i = 0; i < 3; i++) notes.Note(Bucket, ObjectKey.From("k"), version);
        var taken = notes.Take(10);
        notes.Note(Bucket, ObjectKey.From("k"), record);
        var whileTaken = notes.Take(10);
        foreach (var note in taken) notes.Settle(note);
        notes.Note(Bucket, ObjectKey.From("k"), record);

        Assert.Equal([record.Name, version.Name], taken.Select(static note => note.Version));
        Assert.Empty(whileTaken);
        Assert.Single(notes.Take(10));
    }

    [Fact]
    public void Note_Full_TheNewestAreDroppedAndCounted()
    {
        using var ended = new Measured(_meters, "objectstore.gateway.access_notes");
        var notes = Create(max: 3);

        for (var i = 0; i < 5; i++) notes.Note(Bucket, ObjectKey.From($"k{i}"), RecordOf(Now.AddDays(-5)));
        var first = notes.Take(2);
        notes.Note(Bucket, ObjectKey.From("k5"), RecordOf(Now.AddDays(-5)));
        foreach (var note in first) notes.Settle(note);
        notes.Note(Bucket, ObjectKey.From("k6"), RecordOf(Now.AddDays(-5)));

        Assert.Equal(["k0", "k1"], first.Select(static note => note.Key.ToString()));
        Assert.Equal(["k2", "k6"], notes.Take(10).Select(static note => note.Key.ToString()));
        Assert.Equal(3, ended.Sum);
    }

    [Fact]
    public void IsWanted_VersionThatHasChangedOrSaysSoAlready_IsNot()
    {
        var notes = Create();
        var record = RecordOf(Now.AddDays(-5));
        notes.Note(Bucket, ObjectKey.From("k"), record);

        var note = Assert.Single(notes.Take(10));

        Assert.Equal(Now, note.At);
        Assert.True(notes.IsWanted(note, record));
        Assert.True(notes.IsWanted(note, record with { Tags = [new("a", "b")], Tiering = new StoredTiering(Now.AddDays(-1), StorageTier.Between) }));
        Assert.False(notes.IsWanted(note, record with { LastModified = Now.AddDays(-4) }));
        Assert.False(notes.IsWanted(note, record with { StorageClass = "STANDARD_IA" }));
        Assert.False(notes.IsWanted(note, record with { Tiering = new StoredTiering(Now.AddHours(-1), StorageTier.Frequent) }));
        Assert.False(notes.IsWanted(note, record with { Tiering = new StoredTiering(Now.AddHours(1), StorageTier.Frequent) }));
    }

    private AccessNotes Create(int max = 100)
    {
        var classes = new StorageClassesOptions();
        classes.Classes["INTELLIGENT_TIERING"] = new StorageClassOptions { Pool = "hot", InfrequentAccessPool = "cold" };
        classes.Classes["STANDARD_IA"] = new StorageClassOptions { Pool = "cold" };
        return new AccessNotes(StorageClassTable.Make(classes), new OptionsWrapper<CalendarOptions>(new CalendarOptions()), new TieringOptions { NotesMax = max }, _metrics, _time);
    }

    private static ObjectRecord RecordOf(DateTimeOffset madeAt, long size = 1 << 20, string? storageClass = "INTELLIGENT_TIERING") => new()
    {
        Size = size,
        ETag = new string('a', 32),
        LastModified = madeAt,
        OwnerId = "owner",
        StorageClass = storageClass,
        Runs = [new StripeRun(StripeId.New(madeAt), default, ErasureProfile.Replicated, 1, (int)size, (int)size)],
    };
}
