using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Testing;
using Xunit;

namespace ObjectStore.Index.Tests.Catalog;

public sealed class BucketDocumentsTests
{
    private readonly ICatalog _catalog = TestCatalog.Make();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_Documents_AreThereAndTheStampIsAnother()
    {
        await _catalog.CreateBucketAsync(Samples.BucketRecord, Cancel);
        var before = await _catalog.GetDocumentsStampAsync(Cancel);

        var changed = await _catalog.ChangeDocumentsAsync(Samples.BucketRecord, set => set.With(BucketDocumentKind.Policy, new byte[] { 1 }).With(BucketDocumentKind.Acl, new byte[] { 2 }), Cancel);
        var read = await _catalog.GetDocumentsAsync(Samples.BucketRecord.Name, Cancel);

        Assert.Equal([BucketDocumentKind.Acl, BucketDocumentKind.Policy], changed!.Documents.Select(document => document.Kind));
        Assert.Equal(new byte[] { 1 }, read!.Find(BucketDocumentKind.Policy)!.Value.ToArray());
        Assert.Equal(Samples.BucketRecord.Id, read.Bucket);
        Assert.NotEqual(before, await _catalog.GetDocumentsStampAsync(Cancel));
    }

    [Fact]
    public async Task Change_LastDocumentRemoved_LeavesNoRow()
    {
        await _catalog.CreateBucketAsync(Samples.BucketRecord with { Documents = [new BucketDocument(BucketDocumentKind.Acl, new byte[] { 1 })] }, Cancel);
        Assert.NotNull(await _catalog.GetDocumentsAsync(Samples.BucketRecord.Name, Cancel));

        await _catalog.ChangeDocumentsAsync(Samples.BucketRecord, set => set.With(BucketDocumentKind.Acl, null), Cancel);

        Assert.Null(await _catalog.GetDocumentsAsync(Samples.BucketRecord.Name, Cancel));
    }

    /// <summary>Method: in memory a change is there when the call returns.</summary>
    [Fact]
    public async Task ChangeRules_DocumentsAreChangedMeanwhile_IsDecidedByThem()
    {
        await _catalog.CreateBucketAsync(Samples.BucketRecord, Cancel);
        Task? meanwhile = null;

        var changed = await _catalog.ChangeRulesAsync(
            Samples.BucketRecord,
            (rules, documents) =>
            {
                meanwhile ??= _catalog.ChangeDocumentsAsync(Samples.BucketRecord, static set => set.With(BucketDocumentKind.Replication, new byte[] { 1 }), Cancel).AsTask();
                return documents.Find(BucketDocumentKind.Replication) is null ? rules with { Versioning = BucketVersioning.Suspended } : null;
            },
            Cancel);

        await meanwhile!;
        Assert.Equal(BucketVersioning.Never, changed!.Rules.Versioning);
        Assert.NotNull((await _catalog.GetDocumentsAsync(Samples.BucketRecord.Name, Cancel))!.Find(BucketDocumentKind.Replication));
    }

    [Fact]
    public async Task ChangeDocuments_RulesAreChangedMeanwhile_IsDecidedByThem()
    {
        await _catalog.CreateBucketAsync(Samples.BucketRecord, Cancel);
        Task? meanwhile = null;

        await _catalog.ChangeDocumentsAsync(
            Samples.BucketRecord,
            (rules, documents) =>
            {
                meanwhile ??= _catalog.ChangeRulesAsync(Samples.BucketRecord, static rules => rules with { Versioning = BucketVersioning.Suspended }, Cancel).AsTask();
                return rules.Versioning == BucketVersioning.Suspended ? null : documents.With(BucketDocumentKind.Replication, new byte[] { 1 });
            },
            Cancel);

        await meanwhile!;
        Assert.Null(await _catalog.GetDocumentsAsync(Samples.BucketRecord.Name, Cancel));
        Assert.Equal(BucketVersioning.Suspended, (await _catalog.GetBucketAsync(Samples.BucketRecord.Name, Cancel))!.Rules.Versioning);
    }

    [Fact]
    public async Task Delete_Bucket_TakesItsDocumentsWithItAndTheStampIsAnother()
    {
        await _catalog.CreateBucketAsync(Samples.BucketRecord with { Documents = [new BucketDocument(BucketDocumentKind.Acl, new byte[] { 1 })] }, Cancel);
        var before = await _catalog.GetDocumentsStampAsync(Cancel);

        Assert.Equal(BucketDeletion.Deleted, await _catalog.DeleteBucketAsync(Samples.BucketRecord.Name, Cancel));

        Assert.NotEqual(before, await _catalog.GetDocumentsStampAsync(Cancel));
        Assert.Null(await _catalog.GetDocumentsAsync(Samples.BucketRecord.Name, Cancel));
    }

    [Fact]
    public async Task Change_MoreThanFits_IsRefusedAndChangesNothing()
    {
        await _catalog.CreateBucketAsync(Samples.BucketRecord, Cancel);
        await _catalog.ChangeDocumentsAsync(Samples.BucketRecord, static set => set.With(BucketDocumentKind.Policy, new byte[BucketDocumentSet.BytesMax]), Cancel);

        var failure = await Assert.ThrowsAsync<StorageException>(
            async () => await _catalog.ChangeDocumentsAsync(Samples.BucketRecord, static set => set.With(BucketDocumentKind.Cors, new byte[1]), Cancel));

        Assert.Equal(StorageErrorCode.Refused, failure.Code);
        Assert.Equal([BucketDocumentKind.Policy], (await _catalog.GetDocumentsAsync(Samples.BucketRecord.Name, Cancel))!.Documents.Select(static document => document.Kind));
    }

    [Theory]
    [InlineData(BucketDocumentKind.Rates)]
    [InlineData(BucketDocumentKind.Compression)]
    [InlineData(BucketDocumentKind.Quota)]
    public async Task Change_OfAdministrators_IsMadeAlsoWhereTheOwnerHasUsedUpAllRoom(BucketDocumentKind kind)
    {
        await _catalog.CreateBucketAsync(Samples.BucketRecord, Cancel);
        await _catalog.ChangeDocumentsAsync(Samples.BucketRecord, static set => set.With(BucketDocumentKind.Policy, new byte[BucketDocumentSet.BytesMax]), Cancel);

        await _catalog.ChangeDocumentsAsync(Samples.BucketRecord, set => set.With(kind, new byte[100]), Cancel);

        Assert.Equal(100, (await _catalog.GetDocumentsAsync(Samples.BucketRecord.Name, Cancel))!.Find(kind)!.Value.Length);
    }

    [Fact]
    public async Task Change_OfABucketThatIsGoneOrAnother_DoesNothing()
    {
        await _catalog.CreateBucketAsync(Samples.BucketRecord, Cancel);
        var other = Samples.BucketRecord with { Id = new BucketId(99) };

        Assert.Null(await _catalog.ChangeDocumentsAsync(other, set => set.With(BucketDocumentKind.Acl, new byte[] { 1 }), Cancel));
        Assert.Null(await _catalog.GetDocumentsAsync(Samples.BucketRecord.Name, Cancel));
    }

    /// <summary>A row that is whole and cannot be read was written by a newer release; everything else that cannot be read is damaged.</summary>
    [Fact]
    public void TryDecode_RowOfANewerRelease_IsToldApartFromADamagedOne()
    {
        var rowKey = RowKeys.BucketDocuments("bucket");
        var writer = new RowWriter(RowFamily.BucketDocuments, 9, 9, sizeHint: 16);
        writer.Number(7);
        var newer = writer.Seal(rowKey).ToArray();
        var damaged = newer.ToArray();
        damaged[3] ^= 1;

        Assert.False(BucketDocumentsCodec.TryDecode(new Row(rowKey, newer, 1), out _));
        Assert.Equal(StorageErrorCode.NewerFormat, CorruptRow.Of(new Row(rowKey, newer, 1)).Code);
        Assert.Equal(StorageErrorCode.CorruptIndex, CorruptRow.Of(new Row(rowKey, damaged, 1)).Code);
        Assert.Equal(StorageErrorCode.CorruptIndex, CorruptRow.Of(new Row(RowKeys.BucketDocuments("other"), newer, 1)).Code);
    }

    [Fact]
    public void TryDecode_EveryCutAndFlippedRow_IsRefused()
    {
        var rowKey = RowKeys.BucketDocuments("bucket");
        var value = BucketDocumentsCodec.Encode(rowKey, new BucketDocumentSet(new BucketId(7), [new BucketDocument(BucketDocumentKind.Policy, new byte[] { 1, 2, 3 })])).ToArray();
        Assert.True(BucketDocumentsCodec.TryDecode(new Row(rowKey, value, 1), out _));

        for (var i = 0; i < value.Length; i++)
        {
            Assert.False(BucketDocumentsCodec.TryDecode(new Row(rowKey, value.AsMemory(0, i), 1), out _));
            var flipped = value.ToArray();
            flipped[i] ^= 0x10;
            Assert.False(BucketDocumentsCodec.TryDecode(new Row(rowKey, flipped, 1), out _));
        }
    }
}
