using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.S3.Auth;

namespace ObjectStore.Gateway.Tests.Authorization;

/// <summary>Policies, lists, ownership and the public access block through the whole endpoint. Alice owns the bucket.</summary>
public class AccessTests
{
    private const string AllowRead =
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":[\"s3:GetObject\",\"s3:ListBucket\"],\"Resource\":[\"arn:aws:s3:::bucket\",\"arn:aws:s3:::bucket/*\"]}]}";

    private const string Owner = "<Owner><ID>alice</ID></Owner>";

    private const string Grantee =
        "<AccessControlPolicy>" + Owner + "<AccessControlList><Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"";

    private const string GranteeEnd = "</Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>";

    private const string BlockAll =
        "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>"
        + "<BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>";

    [Fact]
    public async Task Policy_PutAndDeleted_HoldsFromItsAnswerOn()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var before = await SendAsync(host, "GET", "/bucket/k", null);

        var put = await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(AllowRead));
        var open = await SendAsync(host, "GET", "/bucket/k", null);
        var missing = await SendAsync(host, "GET", "/bucket/none", null);
        var write = await SendAsync(host, "PUT", "/bucket/k", null);
        var shown = await host.Client.SendAsync("GET", "/bucket?policy");
        var status = await host.Client.SendAsync("GET", "/bucket?policyStatus");
        var deleted = await host.Client.SendAsync("DELETE", "/bucket?policy");
        var after = await SendAsync(host, "GET", "/bucket/k", null);
        var gone = await host.Client.SendAsync("GET", "/bucket?policy");

        Assert.Equal((403, 204, 200, 404, 403), (before.Status, put.Status, open.Status, missing.Status, write.Status));
        Assert.Equal((AllowRead, "application/json", "true"), (shown.Text, shown["content-type"], status.Value("IsPublic")));
        Assert.Equal((204, 403, 404, "NoSuchBucketPolicy"), (deleted.Status, after.Status, gone.Status, gone.Code));
    }

    [Fact]
    public async Task Policy_OfAnotherGateway_HoldsFromItsAnswerOn()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await using var other = await host.StartBesideAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(403, (await SendAsync(other, "GET", "/bucket/k", null)).Status);
            Assert.Equal(204, (await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(AllowRead))).Status);
            Assert.Equal(200, (await SendAsync(other, "GET", "/bucket/k", null)).Status);
            Assert.Equal(204, (await host.Client.SendAsync("DELETE", "/bucket?policy")).Status);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"Statement\":[]}")]
    [InlineData("{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:Nothing\",\"Resource\":\"arn:aws:s3:::bucket/*\"}]}")]
    [InlineData("{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::other/*\"}]}")]
    [InlineData("{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:ListBucket\",\"Resource\":\"arn:aws:s3:::bucket/*\"}]}")]
    public async Task PutBucketPolicy_Bad_IsMalformedAndChangesNothing(string policy)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(policy));

        Assert.Equal((400, "MalformedPolicy"), (put.Status, put.Code));
        Assert.Equal("NoSuchBucketPolicy", (await host.Client.SendAsync("GET", "/bucket?policy")).Code);
    }

    [Fact]
    public async Task PutBucketPolicy_TooLargeOrTooDeep_IsMalformed()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var large = await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(AllowRead + new string(' ', 20 << 10)));
        var deep = await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(new string('[', 19 << 10)));

        Assert.Equal(("MalformedPolicy", "MalformedPolicy"), (large.Code, deep.Code));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Policy_OfAnotherAccountThatItAllows_IsNoMethodForThat(string method)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var everything = AllowRead.Replace("[\"s3:GetObject\",\"s3:ListBucket\"]", "\"s3:*\"", StringComparison.Ordinal);
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(everything))).Status);

        var answer = await host.Client.SendAsync(new S3Request(method, "/bucket?policy") { Signer = TestIdentities.Bob, Body = method == "PUT" ? Digests.Utf8(AllowRead) : [] });

        Assert.Equal((405, "MethodNotAllowed", method, "BUCKETPOLICY"), (answer.Status, answer.Code, answer.Value("Method"), answer.Value("ResourceType")));
        Assert.Equal(everything, (await host.Client.SendAsync("GET", "/bucket?policy")).Text);
    }

    /// <summary>Every request of others to configure the bucket is denied, and of nobody.</summary>
    [Theory]
    [InlineData("GET", "?acl")]
    [InlineData("PUT", "?acl")]
    [InlineData("GET", "?policy")]
    [InlineData("PUT", "?policy")]
    [InlineData("DELETE", "?policy")]
    [InlineData("GET", "?policyStatus")]
    [InlineData("GET", "?publicAccessBlock")]
    [InlineData("PUT", "?publicAccessBlock")]
    [InlineData("DELETE", "?publicAccessBlock")]
    [InlineData("GET", "?ownershipControls")]
    [InlineData("PUT", "?ownershipControls")]
    [InlineData("DELETE", "?ownershipControls")]
    [InlineData("GET", "?cors")]
    [InlineData("PUT", "?cors")]
    [InlineData("DELETE", "?cors")]
    [InlineData("GET", "?location")]
    [InlineData("GET", "?uploads")]
    [InlineData("GET", "?versions")]
    [InlineData("GET", "")]
    [InlineData("HEAD", "")]
    [InlineData("DELETE", "")]
    [InlineData("GET", "/k?acl")]
    [InlineData("PUT", "/k?acl")]
    [InlineData("GET", "/k?tagging")]
    [InlineData("POST", "/k?uploads")]
    [InlineData("DELETE", "/k")]
    public async Task Requests_OfOthersAndOfNobody_AreDenied(string method, string target)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var bob = await SendAsync(host, method, "/bucket" + target, TestIdentities.Bob);
        var nobody = await SendAsync(host, method, "/bucket" + target, null);

        Assert.Equal((403, 403), (bob.Status, nobody.Status));
        Assert.Equal(200, (await host.Client.SendAsync("GET", "/bucket/k")).Status);
    }

    [Fact]
    public async Task DeleteObjects_OfOthers_DeniesEachKey()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var body = Digests.Utf8("<Delete><Object><Key>k</Key></Object></Delete>");

        var request = new S3Request("POST", "/bucket?delete") { Signer = TestIdentities.Bob, Body = body, Headers = [new("content-md5", Digests.Md5Base64(body))] };
        var answer = await host.Client.SendAsync(request);

        Assert.Equal((200, "AccessDenied"), (answer.Status, answer.Value("Code")));
        Assert.Equal(200, (await host.Client.SendAsync("GET", "/bucket/k")).Status);
    }

    [Fact]
    public async Task ObjectAcl_PutWithTheObjectAndLater_OpensTheObject()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/open", [1], ("x-amz-acl", "public-read"), ("x-amz-meta-a", "b"));
        await host.Client.SendAsync("PUT", "/bucket/closed", [1]);

        var open = await SendAsync(host, "GET", "/bucket/open", null);
        var closed = await SendAsync(host, "GET", "/bucket/closed", null);
        var changed = await host.Client.SendAsync("PUT", "/bucket/closed?acl", null, ("x-amz-grant-read", "emailAddress=\"bob@example.org\""));
        var granted = await SendAsync(host, "GET", "/bucket/closed", TestIdentities.Bob);
        var list = await host.Client.SendAsync("GET", "/bucket/open?acl");
        await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/open"));
        var copy = await SendAsync(host, "GET", "/bucket/copy", null);

        Assert.Equal((200, 403, 200, 200, 403), (open.Status, closed.Status, changed.Status, granted.Status, copy.Status));
        Assert.Equal(["READ", "FULL_CONTROL"], list.Values("Permission"));
        Assert.Equal("b", open["x-amz-meta-a"]);
        Assert.DoesNotContain(open.Headers.Keys, name => name.Contains("acl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PutObjectAcl_OfAVersion_OpensThatOneAlone()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        var old = (await host.Client.SendAsync("PUT", "/bucket/k", [1]))["x-amz-version-id"];
        var current = (await host.Client.SendAsync("PUT", "/bucket/k", [2]))["x-amz-version-id"];

        var put = await host.Client.SendAsync("PUT", $"/bucket/k?acl&versionId={old}", null, ("x-amz-acl", "public-read"));
        var open = await SendAsync(host, "GET", $"/bucket/k?versionId={old}", null);
        var closed = await SendAsync(host, "GET", "/bucket/k", null);
        var both = await host.Client.SendAsync("PUT", "/bucket/k?acl", null, ("x-amz-acl", "public-read"));
        var opened = await SendAsync(host, "GET", "/bucket/k", null);
        var versions = await host.Client.SendAsync("GET", "/bucket?versions");

        Assert.Equal((200, 200, 403, 200, 200), (put.Status, open.Status, closed.Status, both.Status, opened.Status));
        Assert.Equal([current!, old!], versions.Values("VersionId"));
    }

    [Fact]
    public async Task PutObjectAcl_KeepsTheObjectAsItIs()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1, 2, 3], ("x-amz-meta-a", "b"));
        var before = await host.Client.SendAsync("GET", "/bucket/k");

        var put = await host.Client.SendAsync("PUT", "/bucket/k?acl", null, ("x-amz-acl", "public-read"));
        var after = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal(200, put.Status);
        Assert.Equal((before.Text, before["etag"], before["last-modified"], "b"), (after.Text, after["etag"], after["last-modified"], after["x-amz-meta-a"]));
    }

    [Fact]
    public async Task PutObject_OfNobodyInSignedChunks_IsToldWhatNobodyMaySend()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read-write"));

        var put = await host.Client.SendAsync(new S3Request("PUT", "/bucket/k")
        {
            Signer = null,
            Body = [1],
            UnsignedHeaders = [new("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")],
        });

        Assert.Equal((400, "InvalidRequest"), (put.Status, put.Code));
    }

    [Theory]
    [InlineData("<AccessControlPolicy>" + Owner + "<AccessControlList/></AccessControlPolicy>", 200, null)]
    [InlineData("<AccessControlPolicy/>", 400, "MalformedACLError")]
    [InlineData("<AccessControlPolicy>" + Owner + "</AccessControlPolicy>", 400, "MalformedACLError")]
    [InlineData("<AccessControlPolicy><AccessControlList/></AccessControlPolicy>", 400, "MalformedACLError")]
    [InlineData("<AccessControlPolicy><Owner/><AccessControlList/></AccessControlPolicy>", 400, "MalformedACLError")]
    [InlineData("<AccessControlPolicy>", 400, "MalformedACLError")]
    [InlineData("<AccessControlPolicy>" + Owner + "<AccessControlList><Grant><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>", 400, "MalformedACLError")]
    [InlineData("<AccessControlPolicy>" + Owner + "<AccessControlList><Grant><Grantee><ID>nobody</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>", 400, "InvalidArgument")]
    [InlineData("<AccessControlPolicy><Owner><ID>bob</ID></Owner><AccessControlList/></AccessControlPolicy>", 403, "AccessDenied")]
    [InlineData("<AccessControlPolicy><Owner><ID>nobody</ID></Owner><AccessControlList/></AccessControlPolicy>", 400, "InvalidArgument")]
    [InlineData("", 400, "MissingSecurityHeader")]
    [InlineData(Grantee + "Group\"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI>" + GranteeEnd, 200, null)]
    [InlineData(Grantee + "Canonical User\"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI>" + GranteeEnd, 400, "MalformedACLError")]
    [InlineData(Grantee + "CanonicalUser\"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI>" + GranteeEnd, 400, "MalformedACLError")]
    public async Task PutBucketAcl_Document_IsChecked(string document, int status, string? code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket?acl", Digests.Utf8(document));

        Assert.Equal((status, code), (put.Status, put.Code));
    }

    [Fact]
    public async Task PutAcl_EmptyDocument_LeavesTheList()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var empty = Digests.Utf8("<AccessControlPolicy/>");

        var ofBucket = await host.Client.SendAsync("PUT", "/bucket?acl", empty);
        var ofObject = await host.Client.SendAsync("PUT", "/bucket/k?acl", empty);
        await host.Client.SendAsync("PUT", "/bucket?ownershipControls", Digests.Utf8("<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>"));
        var ofEnforced = await host.Client.SendAsync("PUT", "/bucket?acl", empty);

        Assert.Equal(("MalformedACLError", "MalformedACLError", "MalformedACLError"), (ofBucket.Code, ofObject.Code, ofEnforced.Code));
        Assert.Equal(["FULL_CONTROL"], (await host.Client.SendAsync("GET", "/bucket?acl")).Values("Permission"));
        Assert.Equal(["FULL_CONTROL"], (await host.Client.SendAsync("GET", "/bucket/k?acl")).Values("Permission"));
    }

    [Theory]
    [InlineData("<AccessControlPolicy><Owner><ID>nobody</ID></Owner><AccessControlList/></AccessControlPolicy>", "CanonicalUser/ID", "nobody")]
    [InlineData(Grantee + "CanonicalUser\"><ID>nobody</ID>" + GranteeEnd, "CanonicalUser/ID", "nobody")]
    [InlineData(Grantee + "Group\"><URI>http://nowhere</URI>" + GranteeEnd, "Group/URI", "http://nowhere")]
    public async Task PutBucketAcl_NobodyInTheDocument_IsNamed(string document, string name, string value)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket?acl", Digests.Utf8(document));

        Assert.Equal(("InvalidArgument", name, value), (put.Code, put.Value("ArgumentName"), put.Value("ArgumentValue")));
    }

    [Theory]
    [InlineData("id=\"nobody\"", "id", "nobody")]
    [InlineData("uri=\"http://nowhere\"", "uri", "http://nowhere")]
    [InlineData("fakekey=\"1234\"", "x-amz-grant-write", "fakekey=\"1234\"")]
    public async Task PutBucketAcl_NobodyInAHeader_IsNamed(string grant, string name, string value)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-grant-write", grant));

        Assert.Equal(("InvalidArgument", name, value), (put.Code, put.Value("ArgumentName"), put.Value("ArgumentValue")));
    }

    [Fact]
    public async Task PutBucketAcl_HeaderAndDocument_IsUnexpectedContent()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var both = await host.Client.SendAsync("PUT", "/bucket?acl", Digests.Utf8("<AccessControlPolicy/>"), ("x-amz-acl", "private"));
        var none = await host.Client.SendAsync("PUT", "/bucket?acl");

        Assert.Equal((400, "UnexpectedContent"), (both.Status, both.Code));
        Assert.Equal((400, "MissingSecurityHeader", "x-amz-acl"), (none.Status, none.Code, none.Value("MissingHeaderName")));
    }

    [Fact]
    public async Task PublicAccessBlock_Set_ClosesWhatWasOpenAndRefusesMore()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-acl", "public-read"));
        await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read"));

        var put = await host.Client.SendAsync("PUT", "/bucket?publicAccessBlock", Digests.Utf8(BlockAll));
        var read = await SendAsync(host, "GET", "/bucket/k", null);
        var list = await SendAsync(host, "GET", "/bucket", null);
        var acl = await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read"));
        var objectAcl = await host.Client.SendAsync("PUT", "/bucket/m", [1], ("x-amz-acl", "authenticated-read"));
        var policy = await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(AllowRead));
        var owner = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal((200, 403, 403, 403, 403, 403, 200), (put.Status, read.Status, list.Status, acl.Status, objectAcl.Status, policy.Status, owner.Status));
        Assert.Equal(204, (await host.Client.SendAsync("DELETE", "/bucket?publicAccessBlock")).Status);
        Assert.Equal(200, (await SendAsync(host, "GET", "/bucket/k", null)).Status);
    }

    [Fact]
    public async Task Ownership_Enforced_DisablesListsAndMakesObjectsTheBucketOwners()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.Client.SendAsync("PUT", "/bucket", null, ("x-amz-object-ownership", "BucketOwnerEnforced"));
        await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(AllowRead.Replace("\"s3:GetObject\"", "\"s3:PutObject\"", StringComparison.Ordinal)));

        var put = await SendAsync(host, "PUT", "/bucket/k", TestIdentities.Bob);
        var read = await host.Client.SendAsync("GET", "/bucket/k");
        var list = await host.Client.SendAsync("GET", "/bucket/k?acl");
        var refused = await host.Client.SendAsync("PUT", "/bucket/k?acl", null, ("x-amz-acl", "private"));
        var taken = await host.Client.SendAsync("PUT", "/bucket/k", null, ("x-amz-acl", "bucket-owner-full-control"));

        Assert.Equal((200, 200, "alice", 200), (put.Status, read.Status, list.Value("ID"), taken.Status));
        Assert.Equal((400, "AccessControlListNotSupported"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Ownership_Writer_KeepsObjectsFromTheBucketsOwnerUnlessGranted()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read-write"));
        await SendAsync(host, "PUT", "/bucket/own", TestIdentities.Bob);
        await host.Client.SendAsync(new S3Request("PUT", "/bucket/shared") { Signer = TestIdentities.Bob, Headers = [new("x-amz-acl", "bucket-owner-read")] });
        await SendAsync(host, "PUT", "/bucket/nobodys", null);

        Assert.Equal(403, (await host.Client.SendAsync("GET", "/bucket/own")).Status);
        Assert.Equal(200, (await host.Client.SendAsync("GET", "/bucket/shared")).Status);
        Assert.Equal(200, (await host.Client.SendAsync("GET", "/bucket/nobodys")).Status);
        Assert.Equal(204, (await host.Client.SendAsync("DELETE", "/bucket/own")).Status);
    }

    [Fact]
    public async Task IdentityWithPolicies_OfTheOwner_MayOnlyDoWhatTheyAllow()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        Assert.Equal(200, (await SendAsync(host, "GET", "/bucket", TestIdentities.Reader)).Status);
        Assert.Equal(200, (await SendAsync(host, "GET", "/", TestIdentities.Reader)).Status);
        Assert.Equal(403, (await SendAsync(host, "GET", "/bucket/k", TestIdentities.Reader)).Status);
        Assert.Equal(403, (await SendAsync(host, "PUT", "/another", TestIdentities.Reader)).Status);
    }

    [Fact]
    public async Task CopySource_OfAnother_NeedsReadingIt()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/closed", [1]);
        await host.Client.SendAsync("PUT", "/bucket/open", [1], ("x-amz-acl", "public-read"));
        await SendAsync(host, "PUT", "/bobs-bucket", TestIdentities.Bob);
        var copy = (string key) => host.Client.SendAsync(
            new S3Request("PUT", "/bobs-bucket/k") { Signer = TestIdentities.Bob, Headers = [new("x-amz-copy-source", "bucket/" + key)] });

        Assert.Equal(403, (await copy("closed")).Status);
        Assert.Equal(403, (await copy("none")).Status);
        Assert.Equal(200, (await copy("open")).Status);
    }

    [Fact]
    public async Task CreateBucket_AgainWithAnotherList_IsRefused()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.Client.SendAsync("PUT", "/bucket", null, ("x-amz-acl", "public-read"));

        var same = await host.Client.SendAsync("PUT", "/bucket", null, ("x-amz-acl", "public-read"));
        var other = await host.Client.SendAsync("PUT", "/bucket");

        Assert.Equal((200, 409, "BucketAlreadyExists"), (same.Status, other.Status, other.Code));
        Assert.Equal(200, (await SendAsync(host, "GET", "/bucket", null)).Status);
    }

    /// <summary>Removing what another has just removed is answered as late as the other removal: before, not every gateway may know.</summary>
    [Theory]
    [InlineData("?policy", AllowRead)]
    [InlineData("?publicAccessBlock", BlockAll)]
    [InlineData("?cors", "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>")]
    [InlineData("?ownershipControls", "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>")]
    public async Task Removal_OfWhatIsRemovedAlready_HoldsEverywhereFromItsAnswerOn(string target, string document)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        Assert.InRange((await host.Client.SendAsync("PUT", "/bucket" + target, Digests.Utf8(document))).Status, 200, 204);
        Assert.Equal(204, (await host.Client.SendAsync("DELETE", "/bucket" + target)).Status);
        var clock = TimeProvider.System.GetTimestamp();

        Assert.Equal(204, (await host.Client.SendAsync("DELETE", "/bucket" + target)).Status);

        Assert.True(TimeProvider.System.GetElapsedTime(clock) >= ConfigurationLease.Length);
    }

    /// <summary>The other gateway remembers the bucket that was, with a policy that was about to hold for a minute.</summary>
    [Theory]
    [InlineData("GET", "?location")]
    [InlineData("GET", "?acl")]
    [InlineData("GET", "?tagging")]
    [InlineData("PUT", "?tagging")]
    [InlineData("PUT", "?versioning")]
    [InlineData("PUT", "?object-lock")]
    [InlineData("PUT", "/k")]
    [InlineData("GET", "?uploads")]
    public async Task DeletedBucket_MadeAnewByAnother_IsNobodyElses(string method, string target)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await using var other = await host.StartBesideAsync();
        const string everything = "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":[\"arn:aws:s3:::bucket\",\"arn:aws:s3:::bucket/*\"]}]}";
        await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(everything));
        Assert.Equal(200, (await SendAsync(other, "GET", "/bucket", null)).Status);
        Assert.Equal(204, (await host.Client.SendAsync("DELETE", "/bucket")).Status);
        Assert.Equal(200, (await SendAsync(host, "PUT", "/bucket", TestIdentities.Bob)).Status);

        Assert.Equal(403, (await SendAsync(other, method, "/bucket" + target, null)).Status);
    }

    [Fact]
    public async Task DeletedBucket_MadeAnew_HasNothingOfTheOldOne()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.Client.SendAsync("PUT", "/bucket", null, ("x-amz-acl", "public-read"));
        Assert.Equal(200, (await SendAsync(host, "GET", "/bucket", null)).Status);
        await host.Client.SendAsync("DELETE", "/bucket");

        await SendAsync(host, "PUT", "/bucket", TestIdentities.Bob);

        Assert.Equal(403, (await SendAsync(host, "GET", "/bucket", null)).Status);
        Assert.Equal(403, (await SendAsync(host, "GET", "/bucket", TestIdentities.Alice)).Status);
    }

    private static Task<S3Response> SendAsync(GatewayHost host, string method, string target, Identity? signer) =>
        host.Client.SendAsync(new S3Request(method, target) { Signer = signer });
}
