using System.Security.Cryptography;
using ObjectStore.Core.Frames;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Encryption;

public sealed class EncryptedObjectTests
{
    private const int Frame = FrameLayout.PlainBytes;

    private static readonly byte[] Body = RandomNumberGenerator.GetBytes(3 * Frame + 777);

    public static TheoryData<string> Kinds => ["store", "service", "customer"];

    public static TheoryData<string, string> Copies
    {
        get
        {
            string[] kinds = ["none", "store", "service", "customer"];
            var data = new TheoryData<string, string>();
            foreach (var source in kinds)
            {
                foreach (var target in kinds) data.Add(source, target);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Put_WithAKey_StoresSealedBytesAndGivesThemBack(string kind)
    {
        await using var scene = await EncryptionScene.StartAsync();

        var put = await scene.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.Write(kind));
        var get = await scene.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.Read(kind));
        var head = await scene.Client.SendAsync("HEAD", "/bucket/k", null, EncryptionScene.Read(kind));
        var list = await scene.Client.SendAsync("GET", "/bucket?list-type=2");

        foreach (var answer in new[] { put, get, head })
        {
            Assert.Equal(200, answer.Status);
            EncryptionScene.AssertSays(kind, answer);
            Assert.Equal(put["etag"], answer["etag"]);
        }

        Assert.Equal(Body, get.Body);
        Assert.Equal(Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), head["content-length"]);
        Assert.Equal([$"{Body.Length}"], list.Values("Size"));
        Assert.Equal(kind == "store", put["etag"] == $"\"{Digests.Md5Hex(Body)}\"");
        Assert.Equal(34, put["etag"]!.Length);
        var stored = Assert.Single(scene.Host.Data.Writes);
        Assert.Equal(FrameLayout.SealedLengthOf(Body.Length), stored.Length);
        Assert.Equal(-1, stored.AsSpan().IndexOf(Body.AsSpan(100, 16)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Get_Range_GivesItsBytes(string kind)
    {
        await using var scene = await EncryptionScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.Write(kind));
        (int From, int To)[] ranges = [(0, 0), (Frame - 1, Frame), (Frame, 2 * Frame - 1), (5, Body.Length - 3), (Body.Length - 1, Body.Length - 1), (2 * Frame + 1, 3 * Frame + 1)];

        foreach (var (from, to) in ranges)
        {
            var get = await scene.Client.SendAsync("GET", "/bucket/k", null, [("range", $"bytes={from}-{to}"), .. EncryptionScene.Read(kind)]);
            Assert.Equal((206, $"bytes {from}-{to}/{Body.Length}"), (get.Status, get["content-range"]));
            Assert.Equal(Body[from..(to + 1)], get.Body);
        }

        var none = await scene.Client.SendAsync("GET", "/bucket/k", null, [("range", "bytes=9999999-"), .. EncryptionScene.Read(kind)]);
        Assert.Equal(416, none.Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Put_NothingOrAWholeFrame_GivesItBack(string kind)
    {
        await using var scene = await EncryptionScene.StartAsync();

        foreach (var size in new[] { 0, 1, Frame, Frame + 1, 2 * Frame })
        {
            Assert.Equal(200, (await scene.Client.SendAsync("PUT", "/bucket/k", Body[..size], EncryptionScene.Write(kind))).Status);
            var get = await scene.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.Read(kind));
            Assert.Equal(200, get.Status);
            Assert.Equal(Body[..size], get.Body);
        }
    }

    [Fact]
    public async Task Put_SameBytesTwice_StoresOtherBytes()
    {
        await using var scene = await EncryptionScene.StartAsync();

        await scene.Client.SendAsync("PUT", "/bucket/a", Body, EncryptionScene.StoreKey);
        await scene.Client.SendAsync("PUT", "/bucket/b", Body, EncryptionScene.StoreKey);

        var stored = scene.Host.Data.Writes.ToArray();
        Assert.Equal(2, stored.Length);
        Assert.NotEqual(stored[0][..Frame], stored[1][..Frame]);
    }

    [Fact]
    public async Task Read_CustomerKeyMissingOrWrong_IsRefused()
    {
        await using var scene = await EncryptionScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.CustomerKey);
        (string Name, string Value) attributes = ("x-amz-object-attributes", "ETag,ObjectSize");

        foreach (var headers in new[] { EncryptionScene.NoKey, EncryptionScene.OtherCustomerKey, EncryptionScene.StoreKey })
        {
            var get = await scene.Client.SendAsync("GET", "/bucket/k", null, headers);
            Assert.Equal((400, headers == EncryptionScene.StoreKey ? "InvalidArgument" : "InvalidRequest"), (get.Status, get.Code));
            Assert.Equal(400, (await scene.Client.SendAsync("HEAD", "/bucket/k", null, headers)).Status);
            Assert.Equal(400, (await scene.Client.SendAsync("GET", "/bucket/k?attributes", null, [attributes, .. headers])).Status);
            Assert.DoesNotContain(EncryptionScene.OtherCustomerKey[1].Value, get.Text, StringComparison.Ordinal);
        }

        var known = await scene.Client.SendAsync("GET", "/bucket/k?attributes", null, [attributes, .. EncryptionScene.CustomerKey]);
        Assert.Equal((200, $"{Body.Length}"), (known.Status, known.Value("ObjectSize")));
    }

    [Fact]
    public async Task Read_CustomerKeyMissingAndNoSuchPart_SaysThatThereIsNoSuchPart()
    {
        await using var scene = await EncryptionScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.CustomerKey);

        var missing = await scene.Client.SendAsync("GET", "/bucket/k?partNumber=5", null);
        var there = await scene.Client.SendAsync("GET", "/bucket/k?partNumber=1", null);

        Assert.Equal((400, "InvalidPart", 400, "InvalidRequest"), (missing.Status, missing.Code, there.Status, there.Code));
    }

    [Theory]
    [InlineData("if-none-match", "*")]
    [InlineData("if-match", "\"0\"")]
    [InlineData("range", "bytes=9999999-")]
    public async Task Read_CustomerKeyMissing_SaysNothingOfConditionsAndRanges(string name, string value)
    {
        await using var scene = await EncryptionScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.CustomerKey);

        var get = await scene.Client.SendAsync("GET", "/bucket/k", null, (name, value));
        var head = await scene.Client.SendAsync("HEAD", "/bucket/k", null, (name, value));

        Assert.Equal((400, "InvalidRequest", 400), (get.Status, get.Code, head.Status));
        Assert.Equal((null, null), (get["etag"], get["content-range"]));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("store")]
    [InlineData("service")]
    public async Task Read_CustomerKeyOfAnObjectThatNeedsNone_IsRefused(string kind)
    {
        await using var scene = await EncryptionScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.Write(kind));

        var get = await scene.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.CustomerKey);

        Assert.Equal((400, "InvalidRequest"), (get.Status, get.Code));
        Assert.Equal(400, (await scene.Client.SendAsync("HEAD", "/bucket/k", null, EncryptionScene.StoreKey)).Status);
    }

    [Fact]
    public async Task Get_StoredBytesDamaged_NeverSendsWrongBytes()
    {
        await using var scene = await EncryptionScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/k", Body[..1000], EncryptionScene.StoreKey);
        Assert.Single(scene.Host.Data.Writes)[500] ^= 1;

        var get = await scene.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal((500, "InternalError"), (get.Status, get.Code));
    }

    [Theory]
    [MemberData(nameof(Copies))]
    public async Task Copy_BetweenAllKinds_SealsAnew(string source, string target)
    {
        await using var scene = await EncryptionScene.StartAsync();
        var put = await scene.Client.SendAsync("PUT", "/bucket/a", Body, EncryptionScene.Write(source));
        (string, string)[] from = source == "customer" ? EncryptionScene.SourceKey : EncryptionScene.NoKey;

        var copy = await scene.Client.SendAsync("PUT", "/bucket/b", null, [("x-amz-copy-source", "/bucket/a"), .. from, .. EncryptionScene.Write(target)]);
        var get = await scene.Client.SendAsync("GET", "/bucket/b", null, EncryptionScene.Read(target));

        Assert.Equal((200, 200), (copy.Status, get.Status));
        Assert.Equal(Body, get.Body);
        EncryptionScene.AssertSays(target, copy);
        EncryptionScene.AssertSays(target, get);
        Assert.Equal(target is "none" or "store", get["etag"] == $"\"{Digests.Md5Hex(Body)}\"");
        Assert.NotEqual(source is "none" or "store", put["etag"] != $"\"{Digests.Md5Hex(Body)}\"");
        Assert.Equal(target == "none" ? 1 : 0, scene.Host.Data.Writes.Count(stored => stored.Length == Body.Length) - (source == "none" ? 1 : 0));
    }

    [Fact]
    public async Task Copy_SourceOfACustomer_NeedsItsKeyAndNoOtherSourceTakesOne()
    {
        await using var scene = await EncryptionScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/c", Body, EncryptionScene.CustomerKey);
        await scene.Client.SendAsync("PUT", "/bucket/s", Body, EncryptionScene.StoreKey);

        var missing = await scene.Client.SendAsync("PUT", "/bucket/b", null, ("x-amz-copy-source", "/bucket/c"));
        var targetOnly = await scene.Client.SendAsync("PUT", "/bucket/b", null, [("x-amz-copy-source", "/bucket/c"), .. EncryptionScene.CustomerKey]);
        var needless = await scene.Client.SendAsync("PUT", "/bucket/b", null, [("x-amz-copy-source", "/bucket/s"), .. EncryptionScene.SourceKey]);

        Assert.Equal(((400, "InvalidRequest"), (400, "InvalidRequest"), (400, "InvalidRequest")), ((missing.Status, missing.Code), (targetOnly.Status, targetOnly.Code), (needless.Status, needless.Code)));
        Assert.Equal(2, scene.Host.Data.WriteCount);
    }

    [Fact]
    public async Task Copy_OntoItselfWithAnotherKey_IsAChange()
    {
        await using var scene = await EncryptionScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/k", Body, EncryptionScene.CustomerKey);

        var changed = await scene.Client.SendAsync("PUT", "/bucket/k", null, [("x-amz-copy-source", "/bucket/k"), .. EncryptionScene.SourceKey, .. EncryptionScene.OtherCustomerKey]);
        var get = await scene.Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.OtherCustomerKey);
        await scene.Client.SendAsync("PUT", "/bucket/plain", Body);
        var nothing = await scene.Client.SendAsync("PUT", "/bucket/plain", null, ("x-amz-copy-source", "/bucket/plain"));
        var sealedNow = await scene.Client.SendAsync("PUT", "/bucket/plain", null, [("x-amz-copy-source", "/bucket/plain"), .. EncryptionScene.StoreKey]);

        Assert.Equal((200, 200), (changed.Status, get.Status));
        Assert.Equal(Body, get.Body);
        Assert.Equal((400, "InvalidRequest", 200), (nothing.Status, nothing.Code, sealedNow.Status));
    }

    [Fact]
    public async Task Copy_OntoItselfInABucketWithEncryption_IsACopy()
    {
        await using var scene = await EncryptionScene.StartAsync();
        const string Rule = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>";
        await scene.Client.SendAsync("PUT", "/bucket?encryption", Digests.Utf8(Rule));
        await scene.Client.SendAsync("PUT", "/bucket/k", [1]);

        var copy = await scene.Client.SendAsync("PUT", "/bucket/k", null, ("x-amz-copy-source", "bucket/k"));

        Assert.Equal((200, "AES256"), (copy.Status, copy[EncryptionScene.Method]));
    }

    [Fact]
    public async Task Put_Checksum_IsThatOfThePlainBytes()
    {
        await using var scene = await EncryptionScene.StartAsync();
        var sha = Convert.ToBase64String(SHA256.HashData(Body));

        var put = await scene.Client.SendAsync("PUT", "/bucket/k", Body, [("x-amz-checksum-sha256", sha), .. EncryptionScene.ServiceKey]);
        var head = await scene.Client.SendAsync("HEAD", "/bucket/k", null, ("x-amz-checksum-mode", "ENABLED"));
        var wrong = await scene.Client.SendAsync("PUT", "/bucket/w", Body, [("content-md5", Convert.ToBase64String(new byte[16])), .. EncryptionScene.ServiceKey]);

        Assert.Equal((200, sha, sha), (put.Status, put["x-amz-checksum-sha256"], head["x-amz-checksum-sha256"]));
        Assert.Equal((400, "BadDigest"), (wrong.Status, wrong.Code));
        Assert.Equal(1, scene.Host.Data.WriteCount);
    }

    [Fact]
    public async Task Put_ServiceKey_KeepsContextAndBucketKey()
    {
        await using var scene = await EncryptionScene.StartAsync();
        var context = Convert.ToBase64String("""{"team":"a"}"""u8);

        var put = await scene.Client.SendAsync(
            "PUT", "/bucket/k", Body, [("x-amz-server-side-encryption-context", context), ("x-amz-server-side-encryption-bucket-key-enabled", "true"), .. EncryptionScene.ServiceKey]);
        var get = await scene.Client.SendAsync("GET", "/bucket/k");
        var unknown = await scene.Client.SendAsync("PUT", "/bucket/u", Body, (EncryptionScene.Method, "aws:kms"), (EncryptionScene.KeyId, "absent"));
        var unnamed = await scene.Client.SendAsync("PUT", "/bucket/u", Body, (EncryptionScene.Method, "aws:kms"));

        Assert.Equal((200, context, "true"), (put.Status, put["x-amz-server-side-encryption-context"], put["x-amz-server-side-encryption-bucket-key-enabled"]));
        Assert.Equal((200, "true", null), (get.Status, get["x-amz-server-side-encryption-bucket-key-enabled"], get["x-amz-server-side-encryption-context"]));
        Assert.Equal(Body, get.Body);
        Assert.Equal((400, "KMS.NotFoundException"), (unknown.Status, unknown.Code));
        Assert.Equal((400, "InvalidArgument"), (unnamed.Status, unnamed.Code));
    }
}
