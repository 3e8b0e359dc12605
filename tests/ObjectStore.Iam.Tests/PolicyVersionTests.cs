using ObjectStore.Cluster.Iam;
using static ObjectStore.Iam.Tests.IamScene;

namespace ObjectStore.Iam.Tests;

/// <summary>Versions, tags and uses of managed policies.</summary>
public sealed class PolicyVersionTests : IDisposable
{
    private readonly IamScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task CreatePolicyVersion_AsDefault_HoldsAtOnceForThoseWhoHaveThePolicy()
    {
        var ann = await _scene.CreateUserAsync("Ann");
        var arn = await CreateAsync();
        await _scene.SendAsync("AttachUserPolicy", ("UserName", "Ann"), ("PolicyArn", arn));

        var second = await AddAsync(arn, "s3:GetObject", isDefault: false);
        Assert.Equal(("v2", "false"), (Value(second, "VersionId"), Value(second, "IsDefaultVersion")));
        Assert.Equal(Allow, DocumentOf(await _scene.SendAsync("GetPolicyVersion", ("PolicyArn", arn), ("VersionId", "v1"))));
        Assert.Equal("s3:*", ActionOf(_scene.Now(ann)));
        var third = await AddAsync(arn, "s3:PutObject", isDefault: true);
        Assert.Equal(("v3", "true"), (Value(third, "VersionId"), Value(third, "IsDefaultVersion")));
        Assert.Equal("s3:PutObject", ActionOf(_scene.Now(ann)));
        await _scene.SendAsync("SetDefaultPolicyVersion", ("PolicyArn", arn), ("VersionId", "v2"));
        Assert.Equal("s3:GetObject", ActionOf(_scene.Now(ann)));

        Assert.Equal("v2", Value(await _scene.SendAsync("GetPolicy", ("PolicyArn", arn)), "DefaultVersionId"));
        var listed = await _scene.SendAsync("ListPolicyVersions", ("PolicyArn", arn));
        Assert.Equal(["v3", "v2", "v1"], Values(listed, "VersionId"));
        Assert.Equal(["false", "true", "false"], Values(listed, "IsDefaultVersion"));
    }

    [Fact]
    public async Task CreatePolicyVersion_SixthOne_IsRefusedUntilOneIsDeletedAndNumbersGoOn()
    {
        var arn = await CreateAsync();
        for (var number = 2; number <= 5; number++) await AddAsync(arn, "s3:GetObject", isDefault: false);

        Assert.Equal("LimitExceeded", await _scene.FailAsync("CreatePolicyVersion", ("PolicyArn", arn), ("PolicyDocument", Allow)));
        Assert.Equal("DeleteConflict", await _scene.FailAsync("DeletePolicyVersion", ("PolicyArn", arn), ("VersionId", "v1")));
        await _scene.SendAsync("DeletePolicyVersion", ("PolicyArn", arn), ("VersionId", "v5"));
        Assert.Equal("NoSuchEntity", await _scene.FailAsync("DeletePolicyVersion", ("PolicyArn", arn), ("VersionId", "v5")));
        Assert.Equal("v6", Value(await AddAsync(arn, "s3:GetObject", isDefault: false), "VersionId"));
        Assert.Equal("DeleteConflict", await _scene.FailAsync("DeletePolicy", ("PolicyArn", arn)));
        foreach (var version in new[] { "v2", "v3", "v4", "v6" }) await _scene.SendAsync("DeletePolicyVersion", ("PolicyArn", arn), ("VersionId", version));
        Assert.Equal("v7", Value(await AddAsync(arn, "s3:GetObject", isDefault: true), "VersionId"));
        await _scene.SendAsync("DeletePolicyVersion", ("PolicyArn", arn), ("VersionId", "v1"));
        await _scene.SendAsync("DeletePolicy", ("PolicyArn", arn));
    }

    [Theory]
    [InlineData("CreatePolicyVersion", "ValidationError", "SetAsDefault", "yes", "PolicyDocument", Allow)]
    [InlineData("CreatePolicyVersion", "MalformedPolicyDocument", "PolicyDocument", "{")]
    [InlineData("CreatePolicyVersion", "ValidationError")]
    [InlineData("SetDefaultPolicyVersion", "ValidationError")]
    [InlineData("SetDefaultPolicyVersion", "NoSuchEntity", "VersionId", "v2")]
    [InlineData("SetDefaultPolicyVersion", "NoSuchEntity", "VersionId", "1")]
    [InlineData("DeletePolicyVersion", "NoSuchEntity", "VersionId", "v01")]
    [InlineData("GetPolicyVersion", "NoSuchEntity", "VersionId", "V1")]
    public async Task Call_BadInput_HasItsErrorAndChangesNothing(string action, string code, params string[] parameters)
    {
        var arn = await CreateAsync();
        var before = _scene.Directory.Current;

        Assert.Equal(code, await _scene.FailAsync(action, [("PolicyArn", arn), .. parameters.Chunk(2).Select(static pair => (pair[0], pair[1]))]));
        Assert.Equal(before.Stamp, _scene.Directory.Current.Stamp);
    }

    [Fact]
    public async Task Policy_OfAReleaseWithOneVersion_IsItsFirst()
    {
        var policy = new IamManagedPolicy("ANPA1", "acme", DateTimeOffset.UnixEpoch, "Old", "/", Allow);
        Assert.True(await _scene.Directory.TryChangeAsync(await _scene.Directory.ReadAsync(TestContext.Current.CancellationToken), [], [policy], TestContext.Current.CancellationToken));

        Assert.Equal(["v1"], Values(await _scene.SendAsync("ListPolicyVersions", ("PolicyArn", policy.Arn)), "VersionId"));
        Assert.Equal("v2", Value(await AddAsync(policy.Arn, "s3:GetObject", isDefault: false), "VersionId"));
        Assert.Equal(Allow, DocumentOf(await _scene.SendAsync("GetPolicyVersion", ("PolicyArn", policy.Arn), ("VersionId", "v1"))));
    }

    [Fact]
    public async Task Tags_OfAPolicy_AreSetAndTaken()
    {
        var arn = Value(await _scene.SendAsync("CreatePolicy", ("PolicyName", "P"), ("PolicyDocument", Allow), ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "1")), "Arn");

        await _scene.SendAsync("TagPolicy", ("PolicyArn", arn), ("Tags.member.1.Key", "b"), ("Tags.member.1.Value", "2"));
        await _scene.SendAsync("UntagPolicy", ("PolicyArn", arn), ("TagKeys.member.1", "a"));
        Assert.Equal(["b"], Values(await _scene.SendAsync("ListPolicyTags", ("PolicyArn", arn)), "Key"));
        Assert.Equal(["2"], Values(await _scene.SendAsync("GetPolicy", ("PolicyArn", arn)), "Value"));
    }

    [Fact]
    public async Task ListEntitiesForPolicy_Filters_TellWhoHasItAndWhoIsLimitedByIt()
    {
        var arn = await CreateAsync();
        await _scene.SendAsync("CreateUser", ("UserName", "Limited"), ("PermissionsBoundary", arn));
        await _scene.SendAsync("CreateUser", ("UserName", "Ann"), ("Path", "/team/"));
        await _scene.SendAsync("AttachUserPolicy", ("UserName", "Ann"), ("PolicyArn", arn));
        await _scene.SendAsync("CreateRole", ("RoleName", "Job"), ("AssumeRolePolicyDocument", Trust), ("PermissionsBoundary", arn));

        Assert.Equal(["Ann", "Limited"], await EntitiesAsync(arn, "UserName"));
        Assert.Equal(["Limited"], await EntitiesAsync(arn, "UserName", ("PolicyUsageFilter", "PermissionsBoundary")));
        Assert.Equal(["Ann"], await EntitiesAsync(arn, "UserName", ("PolicyUsageFilter", "PermissionsPolicy")));
        Assert.Equal(["Ann"], await EntitiesAsync(arn, "UserName", ("PathPrefix", "/team")));
        Assert.Empty(await EntitiesAsync(arn, "UserName", ("EntityFilter", "Role")));
        Assert.Equal(["Job"], await EntitiesAsync(arn, "RoleName", ("EntityFilter", "Role")));
        var first = await _scene.SendAsync("ListEntitiesForPolicy", ("PolicyArn", arn), ("MaxItems", "2"));
        var second = await _scene.SendAsync("ListEntitiesForPolicy", ("PolicyArn", arn), ("MaxItems", "2"), ("Marker", Value(first, "Marker")));
        Assert.Equal(["Ann", "Limited"], Values(first, "UserName"));
        Assert.Equal(["Job"], Values(second, "RoleName"));
    }

    [Fact]
    public async Task GetAccountAuthorizationDetails_WholeAccount_TellsAllWithTheirPolicies()
    {
        var arn = await CreateAsync();
        await AddAsync(arn, "s3:GetObject", isDefault: false);
        await _scene.SendAsync("CreateGroup", ("GroupName", "G"));
        await _scene.SendAsync("AttachGroupPolicy", ("GroupName", "G"), ("PolicyArn", arn));
        await _scene.SendAsync("CreateUser", ("UserName", "Ann"), ("PermissionsBoundary", arn), ("Tags.member.1.Key", "cost"), ("Tags.member.1.Value", "7"));
        await _scene.SendAsync("AddUserToGroup", ("GroupName", "G"), ("UserName", "Ann"));
        await _scene.SendAsync("PutUserPolicy", ("UserName", "Ann"), ("PolicyName", "own"), ("PolicyDocument", Allow));
        await _scene.SendAsync("CreateRole", ("RoleName", "Job"), ("AssumeRolePolicyDocument", Trust));

        var user = (await _scene.SendAsync("GetAccountAuthorizationDetails", ("Filter.member.1", "User"))).Element("UserDetailList")!;
        Assert.Equal(["Ann", "own", "7", arn], [Value(user, "UserName"), Value(user, "PolicyName"), Value(user, "Value"), Value(user, "PermissionsBoundaryArn")]);
        Assert.Equal(["G"], Values(user.Descendants("GroupList").Single(), "member"));
        var all = await _scene.SendAsync("GetAccountAuthorizationDetails");
        Assert.Equal(["G", "Job"], [Value(all.Element("GroupDetailList")!, "GroupName"), Value(all.Element("RoleDetailList")!, "RoleName")]);
        var local = await _scene.SendAsync("GetAccountAuthorizationDetails", ("Filter.member.1", "LocalManagedPolicy"));
        Assert.Equal(["v2", "v1"], Values(local, "VersionId"));
        Assert.Equal(("1", "1"), (Value(local, "AttachmentCount"), Value(local, "PermissionsBoundaryUsageCount")));
    }

    private async Task<string> CreateAsync() => Value(await _scene.SendAsync("CreatePolicy", ("PolicyName", "Photos"), ("PolicyDocument", Allow)), "Arn");

    private Task<System.Xml.Linq.XElement> AddAsync(string arn, string action, bool isDefault) => _scene.SendAsync(
        "CreatePolicyVersion", ("PolicyArn", arn), ("PolicyDocument", Allow.Replace("s3:*", action, StringComparison.Ordinal)), ("SetAsDefault", isDefault ? "true" : "false"));

    private async Task<string[]> EntitiesAsync(string arn, string name, params (string, string)[] more) => Values(await _scene.SendAsync("ListEntitiesForPolicy", [("PolicyArn", arn), .. more]), name);

    private static string DocumentOf(System.Xml.Linq.XElement version) => Uri.UnescapeDataString(Value(version, "Document"));

    /// <summary>What the only policy of an identity allows, as the one of these that it does.</summary>
    private static string ActionOf(S3.Auth.Identity identity)
    {
        Assert.Single(identity.Policies!);
        return (May(identity, "s3:GetObject"), May(identity, "s3:PutObject")) switch
        {
            (true, true) => "s3:*",
            (true, false) => "s3:GetObject",
            (false, true) => "s3:PutObject",
            _ => "",
        };
    }
}
