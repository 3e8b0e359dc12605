using ObjectStore.Policies;
using static ObjectStore.Iam.Tests.IamScene;

namespace ObjectStore.Iam.Tests;

/// <summary>Permissions boundaries: what they take away, and who may set them.</summary>
public sealed class BoundaryTests : IDisposable
{
    private const string S3Read = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    private const string Administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

    private const string HasBoundary = "iam:PermissionsBoundary";
    private const string HasTagKeys = "aws:TagKeys";

    private readonly IamScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Boundary_OfAUser_TakesAwayWhatItDoesNotAllowAndGivesNothing()
    {
        var ann = await _scene.CreateUserAsync("Ann");
        await _scene.SendAsync("PutUserPermissionsBoundary", ("UserName", "Ann"), ("PermissionsBoundary", S3Read));
        Assert.False(May(_scene.Now(ann), "s3:GetObject"));
        await _scene.SendAsync("PutUserPolicy", ("UserName", "Ann"), ("PolicyName", "p"), ("PolicyDocument", Allow));

        Assert.True(May(_scene.Now(ann), "s3:GetObject"));
        Assert.False(May(_scene.Now(ann), "s3:PutObject"));
        var shown = await _scene.SendAsync("GetUser", ("UserName", "Ann"));
        Assert.Equal(("Policy", S3Read), (Value(shown, "PermissionsBoundaryType"), Value(shown, "PermissionsBoundaryArn")));
        await _scene.SendAsync("DeleteUserPermissionsBoundary", ("UserName", "Ann"));
        Assert.True(May(_scene.Now(ann), "s3:PutObject"));
        Assert.Equal("NoSuchEntity", await _scene.FailAsync("DeleteUserPermissionsBoundary", ("UserName", "Ann")));
    }

    [Fact]
    public async Task Boundary_ThatIsUsed_CannotBeDeletedAndFollowsItsDefaultVersion()
    {
        var arn = Value(await _scene.SendAsync("CreatePolicy", ("PolicyName", "Fence"), ("PolicyDocument", Allow)), "Arn");
        await _scene.SendAsync("CreateRole", ("RoleName", "Job"), ("AssumeRolePolicyDocument", Trust), ("PermissionsBoundary", arn));
        var ann = await _scene.CreateUserAsync("Ann");
        await _scene.SendAsync("PutUserPermissionsBoundary", ("UserName", "Ann"), ("PermissionsBoundary", arn));
        await _scene.SendAsync("PutUserPolicy", ("UserName", "Ann"), ("PolicyName", "p"), ("PolicyDocument", Allow));
        Assert.True(May(_scene.Now(ann), "s3:PutObject"));

        await _scene.SendAsync("CreatePolicyVersion", ("PolicyArn", arn), ("PolicyDocument", Allow.Replace("s3:*", "s3:GetObject", StringComparison.Ordinal)), ("SetAsDefault", "true"));
        Assert.False(May(_scene.Now(ann), "s3:PutObject"));
        Assert.Equal("2", Value(await _scene.SendAsync("GetPolicy", ("PolicyArn", arn)), "PermissionsBoundaryUsageCount"));
        await _scene.SendAsync("DeletePolicyVersion", ("PolicyArn", arn), ("VersionId", "v1"));
        Assert.Equal("DeleteConflict", await _scene.FailAsync("DeletePolicy", ("PolicyArn", arn)));
        await _scene.SendAsync("DeleteRolePermissionsBoundary", ("RoleName", "Job"));
        await _scene.SendAsync("DeleteUserPermissionsBoundary", ("UserName", "Ann"));
        await _scene.SendAsync("DeletePolicy", ("PolicyArn", arn));
    }

    /// <summary>Who may make users only with a boundary can neither leave it out, nor name another, nor take it away.</summary>
    [Fact]
    public async Task CreateUser_OfWhoIsBoundToABoundary_NeedsIt()
    {
        var boss = await _scene.CreateUserAsync("Boss");
        var policy = Allow.Replace("\"s3:*\"", "[\"iam:CreateUser\",\"iam:PutUserPermissionsBoundary\",\"iam:AttachUserPolicy\"]", StringComparison.Ordinal)
            .Replace("\"Resource\":\"*\"", $$$"""
            "Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"{{{S3Read}}}"}}
            """, StringComparison.Ordinal);
        await _scene.SendAsync("PutUserPolicy", ("UserName", "Boss"), ("PolicyName", "p"), ("PolicyDocument", policy));
        boss = _scene.Now(boss);

        Assert.Equal("AccessDenied", await _scene.FailAsAsync(boss, "CreateUser", ("UserName", "Ann")));
        Assert.Equal("AccessDenied", await _scene.FailAsAsync(boss, "CreateUser", ("UserName", "Ann"), ("PermissionsBoundary", Administrator)));
        await _scene.SendAsAsync(boss, "CreateUser", ("UserName", "Ann"), ("PermissionsBoundary", S3Read));
        await _scene.SendAsAsync(boss, "AttachUserPolicy", ("UserName", "Ann"), ("PolicyArn", S3Read));
        Assert.Equal("AccessDenied", await _scene.FailAsAsync(boss, "AttachUserPolicy", ("UserName", "Boss"), ("PolicyArn", S3Read)));
        Assert.Equal("AccessDenied", await _scene.FailAsAsync(boss, "AttachUserPolicy", ("UserName", "Boss"), ("PolicyArn", Administrator), ("PermissionsBoundary", S3Read)));
        Assert.Equal("AccessDenied", await _scene.FailAsAsync(boss, "DeleteUserPermissionsBoundary", ("UserName", "Ann")));
        Assert.Equal("AccessDenied", await _scene.FailAsAsync(boss, "PutUserPermissionsBoundary", ("UserName", "Ann"), ("PermissionsBoundary", Administrator)));
    }

    [Theory]
    [InlineData("iam:PolicyARN", S3Read, true)]
    [InlineData("iam:PolicyARN", Administrator, false)]
    [InlineData("iam:ResourceTag/Team", "blue", true)]
    [InlineData("aws:ResourceTag/Team", "red", false)]
    public async Task Call_WithConditions_IsAllowedWhereTheyHold(string key, string value, bool isAllowed)
    {
        var boss = await _scene.CreateUserAsync("Boss");
        await _scene.SendAsync("CreateUser", ("UserName", "Ann"), ("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue"));
        var policy = Allow.Replace("s3:*", "iam:*", StringComparison.Ordinal).Replace("\"Resource\":\"*\"", $$$"""
            "Resource":"*","Condition":{"StringEquals":{"{{{key}}}":"{{{value}}}"}}
            """, StringComparison.Ordinal);
        await _scene.SendAsync("PutUserPolicy", ("UserName", "Boss"), ("PolicyName", "p"), ("PolicyDocument", policy));

        if (isAllowed) await _scene.SendAsAsync(_scene.Now(boss), "AttachUserPolicy", ("UserName", "Ann"), ("PolicyArn", S3Read));
        else Assert.Equal("AccessDenied", await _scene.FailAsAsync(_scene.Now(boss), "AttachUserPolicy", ("UserName", "Ann"), ("PolicyArn", S3Read)));
    }

    /// <summary>Parameters that an action does not read give it no condition keys, and tell nothing of whom it is about.</summary>
    [Theory]
    [InlineData(HasBoundary, true, "AttachUserPolicy", "UserName=Ann", "PolicyArn=" + S3Read)]
    [InlineData(HasBoundary, false, "AttachRolePolicy", "RoleName=Job", "PolicyArn=" + S3Read, "UserName=Ann")]
    [InlineData(HasBoundary, false, "AttachGroupPolicy", "GroupName=All", "PolicyArn=" + S3Read, "UserName=Ann")]
    [InlineData(HasBoundary, false, "TagRole", "RoleName=Job", "Tags.member.1.Key=a", "PermissionsBoundary=" + S3Read)]
    [InlineData(HasBoundary, true, "CreateUser", "UserName=Bea", "PermissionsBoundary=" + S3Read)]
    [InlineData(HasBoundary, false, "CreateUser", "UserName=Bea", "PermissionsBoundary=")]
    [InlineData(HasTagKeys, true, "TagUser", "UserName=Ann", "Tags.member.1.Key=allowed")]
    [InlineData(HasTagKeys, false, "TagUser", "UserName=Ann", "Tags.member.1.Key=forbidden", "TagKeys.member.1=allowed")]
    [InlineData(HasTagKeys, true, "UntagUser", "UserName=Ann", "TagKeys.member.1=allowed")]
    [InlineData(HasTagKeys, false, "UntagUser", "UserName=Ann", "TagKeys.member.1=forbidden", "Tags.member.1.Key=allowed")]
    [InlineData("aws:RequestTag/allowed", false, "DeleteUser", "UserName=Ann", "Tags.member.1.Key=allowed")]
    [InlineData("iam:PolicyARN", false, "PutUserPolicy", "UserName=Ann", "PolicyName=p", "PolicyDocument=" + Allow, "PolicyArn=" + S3Read)]
    [InlineData("iam:ResourceTag/Team", true, "DeleteUser", "UserName=Ann")]
    [InlineData("iam:ResourceTag/Team", false, "DeleteRole", "RoleName=Job", "UserName=Ann")]
    public async Task Call_WithParametersOfOtherActions_IsJudgedWithoutThem(string key, bool isAllowed, string action, params string[] parameters)
    {
        var boss = await _scene.CreateUserAsync("Boss");
        await _scene.SendAsync("CreateUser", ("UserName", "Ann"), ("PermissionsBoundary", S3Read), ("Tags.member.1.Key", "Team"));
        await _scene.SendAsync("CreateRole", ("RoleName", "Job"), ("AssumeRolePolicyDocument", Trust));
        await _scene.SendAsync("CreateGroup", ("GroupName", "All"));
        var condition = key == HasTagKeys ? """{"ForAllValues:StringEquals":{"aws:TagKeys":"allowed"}}""" : $$$"""{"Null":{"{{{key}}}":"false"}}""";
        var policy = Allow.Replace("s3:*", "iam:*", StringComparison.Ordinal).Replace("\"Resource\":\"*\"", $"\"Resource\":\"*\",\"Condition\":{condition}", StringComparison.Ordinal);
        await _scene.SendAsync("PutUserPolicy", ("UserName", "Boss"), ("PolicyName", "p"), ("PolicyDocument", policy));

        (string, string)[] sent = [.. parameters.Select(static parameter => parameter.Split('=', 2)).Select(static pair => (pair[0], pair[1]))];
        if (isAllowed) await _scene.SendAsAsync(_scene.Now(boss), action, sent);
        else Assert.Equal("AccessDenied", await _scene.FailAsAsync(_scene.Now(boss), action, sent));
    }

    /// <summary>A boundary that is not there any more, or cannot be read, leaves nothing.</summary>
    [Fact]
    public void BoundaryOf_PolicyThatIsNotThere_DeniesEverything()
    {
        var user = new Cluster.Iam.IamUser("AIDA1", "acme", DateTimeOffset.UnixEpoch, "Ann", "/") { Boundary = "arn:aws:iam::acme:policy/none" };

        Assert.Equal(PolicyEffect.Deny, Assert.Single(IamPolicies.BoundaryOf(Cluster.Iam.IamSnapshot.Empty, user)!.Statements).Effect);
    }
}
