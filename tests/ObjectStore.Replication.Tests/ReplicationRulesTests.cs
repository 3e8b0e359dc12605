using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Replication.Configuration;

namespace ObjectStore.Replication.Tests;

public sealed class ReplicationRulesTests
{
    private static readonly ObjectKey Key = ObjectKey.From("a/b");

    private static readonly ObjectRecord Version = new()
    {
        Size = 0,
        ETag = "d41d8cd98f00b204e9800998ecf8427e",
        LastModified = DateTimeOffset.UnixEpoch,
        OwnerId = "o",
        Tags = [new("k", "v"), new("l", "w")],
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("a/", true)]
    [InlineData("b", false)]
    [InlineData("a/b/", false)]
    public void Of_Prefix_MatchesKeysThatBeginWithIt(string prefix, bool matches) => Assert.Equal(matches, Takes(Rule() with { Prefix = prefix }, Version));

    [Fact]
    public void Of_Tags_MatchesOnlyWithAllOfThem()
    {
        Assert.True(Takes(Rule() with { Tags = [new("k", "v")] }, Version));
        Assert.True(Takes(Rule() with { Tags = [new("l", "w"), new("k", "v")] }, Version));
        Assert.False(Takes(Rule() with { Tags = [new("k", "v"), new("k", "w")] }, Version));
        Assert.False(Takes(Rule() with { Tags = [new("k", "v")] }, Version with { Tags = [] }));
    }

    [Fact]
    public void Of_DisabledRuleOrReplica_TakesNothing()
    {
        Assert.False(Takes(Rule() with { IsEnabled = false }, Version));
        Assert.False(Takes(Rule(), Version with { Replication = StoredReplication.Replica }));
        Assert.True(Takes(Rule(), Version with { Replication = new StoredReplication(ReplicationStatus.Failed, []) }));
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(false, null, false)]
    [InlineData(false, false, false)]
    [InlineData(false, true, true)]
    public void Of_DeleteMarker_GoesWhereTheRuleSaysSo(bool isVersion1, bool? markers, bool expected) =>
        Assert.Equal(expected, Takes(Rule() with { IsVersion1 = isVersion1, ReplicatesMarkers = markers }, Version with { IsDeleteMarker = true, Tags = [] }));

    [Fact]
    public void Of_Encryption_GoesWhereItCanBeRead()
    {
        Assert.True(Takes(Rule(), Encrypted(EncryptionScheme.StoreKey)));
        Assert.False(Takes(Rule(), Encrypted(EncryptionScheme.KeyService)));
        Assert.True(Takes(Rule() with { ReplicatesKms = true, KmsKeyId = "key" }, Encrypted(EncryptionScheme.KeyService)));
        Assert.False(Takes(Rule() with { ReplicatesKms = true, KmsKeyId = "key" }, Encrypted(EncryptionScheme.CustomerKey)));
    }

    [Fact]
    public void Of_SeveralRulesForADestination_TheHighestPriorityThatMatchesCounts()
    {
        var narrow = Rule("narrow") with { Priority = 2, Prefix = "a/" };
        var wide = Rule("wide") with { Priority = 1, ReplicatesMarkers = true };
        var rules = new ReplicationRules("", [wide, narrow, Rule("other") with { Destination = new ReplicaDestination("far", "other") }]);

        Assert.Equal(["narrow", "other"], rules.Of(Key, Version, isExisting: false).Select(static rule => rule.Id).Order());
        Assert.Equal(["other", "wide"], rules.Of(ObjectKey.From("b"), Version, isExisting: false).Select(static rule => rule.Id).Order());
        Assert.Empty(new ReplicationRules("", [wide, narrow]).Of(Key, Version with { IsDeleteMarker = true }, isExisting: false));
    }

    [Fact]
    public void Of_ExistingVersion_GoesOnlyWhereTheRuleSaysSo()
    {
        Assert.Empty(new ReplicationRules("", [Rule()]).Of(Key, Version, isExisting: true));
        Assert.Single(new ReplicationRules("", [Rule() with { ReplicatesExisting = true }]).Of(Key, Version, isExisting: true));
    }

    [Fact]
    public void Document_AllFields_AreReadAgain()
    {
        var whole = Rule("1") with
        {
            Priority = 7,
            Prefix = "ü/",
            Tags = [new("k", "v")],
            ReplicatesMarkers = false,
            ReplicatesExisting = true,
            ReplicatesKms = true,
            KmsKeyId = "key",
            Account = "1",
            TranslatesOwner = true,
            StorageClass = "STANDARD",
        };
        var rules = new ReplicationRules("role", [whole, Rule("2") with { IsVersion1 = true, IsEnabled = false }]);

        Assert.True(ReplicationDocument.TryParse(ReplicationDocument.Format(rules), out var read));

        Assert.Equivalent(rules, read, strict: true);
        Assert.Equal(
            """{"v":1,"role":"role","rules":[{"id":"1","enabled":true,"version1":false,"arn":"arn:objectstore:s3:::far/photos","priority":7,"prefix":"\u00FC/","tags":[{"key":"k","value":"v"}],"markers":false,"existing":true,"kms":true,"kmsKeyId":"key","account":"1","translatesOwner":true,"storageClass":"STANDARD"},{"id":"2","enabled":false,"version1":true,"arn":"arn:objectstore:s3:::far/photos"}]}""",
            Encoding.UTF8.GetString(ReplicationDocument.Format(rules)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"v":2,"role":"","rules":[]}""")]
    [InlineData("""{"v":1,"role":"","rules":[null]}""")]
    [InlineData("""{"v":1,"role":"","rules":[{"id":"1","enabled":true,"version1":true,"arn":"http://x"}]}""")]
    [InlineData("""{"v":1,"role":"","rules":[{"id":"1","enabled":true,"version1":true,"arn":"arn:aws:s3:::b","tags":[null]}]}""")]
    [InlineData("""{"v":1,"role":"","rules":[{"id":"1","enabled":true,"version1":true,"arn":"arn:aws:s3:::b","later":1}]}""")]
    public void Document_AnythingElse_IsRefused(string document) => Assert.False(ReplicationDocument.TryParse(Encoding.UTF8.GetBytes(document), out _));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"v":2,"bucket":"b","version":"null","cause":"Version"}""")]
    [InlineData("""{"v":1,"bucket":"b","version":"null","cause":"Other"}""")]
    public void Content_AnythingElse_IsRefused(string content) => Assert.False(ReplicationContent.TryParse(Encoding.UTF8.GetBytes(content), out _));

    [Fact]
    public void Content_AllFields_AreReadAgain()
    {
        var facts = new ReplicationFacts { Bucket = "b", Version = "null", Cause = ReplicationCause.Existing, KmsKeyId = "key", StorageClass = "STANDARD" };

        Assert.True(ReplicationContent.TryParse(ReplicationContent.Format(facts), out var read));
        Assert.Equal(facts, read);
        Assert.Equal("""{"v":1,"bucket":"b","version":"null","cause":"Existing","kmsKeyId":"key","storageClass":"STANDARD"}""", Encoding.UTF8.GetString(ReplicationContent.Format(facts)));
    }

    private static bool Takes(ReplicationRule rule, ObjectRecord version) => new ReplicationRules("", [rule]).Of(Key, version, isExisting: false).Count > 0;

    private static ObjectRecord Encrypted(EncryptionScheme scheme) => Version with { Encryption = new StoredEncryption { Scheme = scheme, KeyId = "", WrappedKey = new byte[1] } };

    private static ReplicationRule Rule(string id = "1") => new()
    {
        Id = id,
        IsEnabled = true,
        IsVersion1 = false,
        Arn = "arn:objectstore:s3:::far/photos",
        Destination = new ReplicaDestination("far", "photos"),
    };
}
