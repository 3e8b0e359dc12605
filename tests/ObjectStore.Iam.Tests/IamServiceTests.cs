using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;
using ObjectStore.S3.Auth;
using static ObjectStore.Iam.Tests.IamScene;

namespace ObjectStore.Iam.Tests;

public sealed class IamServiceTests : IDisposable
{
    private const string S3Read = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

    private const string TwiceTheSame = """
        {"Statement":[{"Sid":"a","Effect":"Allow","Action":"s3:*","Resource":"*"},{"Sid":"a","Effect":"Deny","Action":"s3:*","Resource":"*"}]}
        """;

    private readonly IamScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task CreateUser_NewName_IsFoundInAnyCaseAndNowhereElse()
    {
        var made = await _scene.SendAsync("CreateUser", ("UserName", "Ann"), ("Path", "/team/"), ("Tags.member.1.Key", "cost"), ("Tags.member.1.Value", "7"));

        Assert.Equal("arn:aws:iam::acme:user/team/Ann", Value(made, "Arn"));
        var found = await _scene.SendAsync("GetUser", ("UserName", "aNN"));
        Assert.Equal(Value(made, "UserId"), Value(found, "UserId"));
        Assert.Equal("7", Value(found, "Value"));
        Assert.Equal("NoSuchEntity", await _scene.FailAsAsync(Other, "GetUser", ("UserName", "Ann")));
        Assert.Equal("EntityAlreadyExists", await _scene.FailAsync("CreateUser", ("UserName", "ann")));
        Assert.Equal("EntityAlreadyExists", await _scene.FailAsync("CreateUser", ("UserName", "Acme")));
    }

    /// <summary>AWS STS API reference, GetFederationToken: "You cannot call any IAM operations".</summary>
    [Fact]
    public async Task ListUsers_OfAFederatedUser_IsRefusedWhateverItsPoliciesAllow()
    {
        static Identity Caller(string? federatedBy) => new()
        {
            AccessKey = "k",
            SecretKey = "s",
            UserId = "acme",
            DisplayName = "Job",
            Policies = Limited.Policies,
            Principal = Limited.Caller.Principal.With(new PrincipalSession { IssuedAt = DateTimeOffset.UnixEpoch, FederatedBy = federatedBy }),
        };

        Assert.Equal("AccessDenied", await _scene.FailAsAsync(Caller("arn:aws:iam::acme:user/ann"), "ListUsers"));
        Assert.Equal("false", Value(await _scene.SendAsAsync(Caller(null), "ListUsers"), "IsTruncated"));
    }

    [Fact]
    public async Task ListUsers_SmallPages_GiveEachOnceInOrder()
    {
        foreach (var name in new[] { "d", "B", "a", "C" }) await _scene.SendAsync("CreateUser", ("UserName", name), ("Path", name == "d" ? "/x/" : "/"));
        var names = new List<string>();
        (string, string)[] marker = [];
        do
        {
            var page = await _scene.SendAsync("ListUsers", [("MaxItems", "1"), .. marker]);
            names.Add(Value(page, "UserName"));
            marker = [.. Values(page, "Marker").Select(value => ("Marker", value))];
        }
        while (marker.Length > 0);

        Assert.Equal(["a", "B", "C", "d"], names);
        Assert.Equal(["d"], Values(await _scene.SendAsync("ListUsers", ("PathPrefix", "/x")), "UserName"));
    }

    [Fact]
    public async Task AccessKey_OfAUser_SignsWhileItIsActiveAndThere()
    {
        var ann = await _scene.CreateUserAsync("Ann");

        await _scene.SendAsync("UpdateAccessKey", ("UserName", "Ann"), ("AccessKeyId", ann.AccessKey), ("Status", "Inactive"));
        Assert.Null(_scene.Identities.Find(ann.AccessKey));
        await _scene.SendAsync("UpdateAccessKey", ("UserName", "Ann"), ("AccessKeyId", ann.AccessKey), ("Status", "Active"));
        Assert.Equal(ann.SecretKey, _scene.Now(ann).SecretKey);
        var listed = await _scene.SendAsync("ListAccessKeys", ("UserName", "Ann"));
        Assert.Equal("Active", Value(listed, "Status"));
        Assert.DoesNotContain(ann.SecretKey, listed.ToString(), StringComparison.Ordinal);
        Assert.Equal("DeleteConflict", await _scene.FailAsync("DeleteUser", ("UserName", "Ann")));
        await _scene.SendAsync("DeleteAccessKey", ("UserName", "Ann"), ("AccessKeyId", ann.AccessKey));
        Assert.Null(_scene.Identities.Find(ann.AccessKey));
        await _scene.SendAsync("DeleteUser", ("UserName", "Ann"));
    }

    [Fact]
    public async Task Identity_OfAUser_BelongsToTheAccountAndHasAllItsPolicies()
    {
        var ann = await _scene.CreateUserAsync("Ann");
        Assert.Equal("acme", ann.UserId);
        Assert.Equal("arn:aws:iam::acme:user/Ann", ann.Caller.Principal.Arn);
        Assert.True(ann.Caller.IsAccountMember);
        Assert.False(ann.IsAdmin);
        Assert.Empty(ann.Policies!);

        await _scene.SendAsync("PutUserPolicy", ("UserName", "Ann"), ("PolicyName", "own"), ("PolicyDocument", Allow));
        await _scene.SendAsync("AttachUserPolicy", ("UserName", "Ann"), ("PolicyArn", S3Read));
        await _scene.SendAsync("CreateGroup", ("GroupName", "G"));
        await _scene.SendAsync("PutGroupPolicy", ("GroupName", "G"), ("PolicyName", "shared"), ("PolicyDocument", Allow));
        Assert.Equal(2, _scene.Now(ann).Policies!.Count);
        await _scene.SendAsync("AddUserToGroup", ("GroupName", "G"), ("UserName", "Ann"));
        Assert.Equal(3, _scene.Now(ann).Policies!.Count);
        await _scene.SendAsync("RemoveUserFromGroup", ("GroupName", "G"), ("UserName", "Ann"));
        await _scene.SendAsync("DetachUserPolicy", ("UserName", "Ann"), ("PolicyArn", S3Read));
        await _scene.SendAsync("DeleteUserPolicy", ("UserName", "Ann"), ("PolicyName", "own"));
        Assert.Empty(_scene.Now(ann).Policies!);
    }

    [Fact]
    public async Task Identity_OfATaggedUser_HasItsTagsAsConditionKeys()
    {
        var ann = await _scene.CreateUserAsync("Ann");
        Assert.Null(PrincipalKeys.Find(ann.Caller.Principal, "aws:principaltag/Team"));
        await _scene.SendAsync("TagUser", ("UserName", "Ann"), ("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue"));

        Assert.Equal("blue", PrincipalKeys.Find(_scene.Now(ann).Caller.Principal, "aws:principaltag/Team"));
    }

    [Fact]
    public async Task AccessKey_OfTheRoot_IsTheRootAndOnlyTheRootMakesIt()
    {
        var key = await _scene.SendAsync("CreateAccessKey");
        var root = _scene.Identities.Find(Value(key, "AccessKeyId"));

        Assert.True(root!.Caller.IsRoot);
        Assert.Equal("acme", root.UserId);
        Assert.Equal("ValidationError", await _scene.FailAsAsync(Limited, "CreateAccessKey"));
        await _scene.SendAsync("CreateAccessKey");
        Assert.Equal("LimitExceeded", await _scene.FailAsync("CreateAccessKey"));
    }

    [Theory]
    [InlineData("iam:ListUsers", "*", "ListUsers", true)]
    [InlineData("iam:List*", "*", "ListUsers", true)]
    [InlineData("s3:*", "*", "ListUsers", false)]
    [InlineData("*", "*", "ListUsers", true)]
    [InlineData("iam:GetUser", "arn:aws:iam::acme:user/${aws:username}", "GetUser", false)]
    [InlineData("iam:GetUser", "arn:aws:iam::acme:user/Ann", "GetUser", true)]
    [InlineData("iam:GetUser", "arn:aws:iam::acme:user/Bea", "GetUser", false)]
    public async Task Call_OfAUser_IsAllowedByItsPolicies(string action, string resource, string call, bool isAllowed)
    {
        var ann = await _scene.CreateUserAsync("Ann");
        Assert.Equal("AccessDenied", await _scene.FailAsAsync(ann, call));
        var policy = Allow.Replace("s3:*", action, StringComparison.Ordinal).Replace("\"Resource\":\"*\"", $"\"Resource\":\"{resource}\"", StringComparison.Ordinal);
        await _scene.SendAsync("PutUserPolicy", ("UserName", "Ann"), ("PolicyName", "p"), ("PolicyDocument", policy));

        if (isAllowed) await _scene.SendAsAsync(_scene.Now(ann), call);
        else Assert.Equal("AccessDenied", await _scene.FailAsAsync(_scene.Now(ann), call));
    }

    /// <summary>Moving and renaming needs the permission on what comes of it, too.</summary>
    [Theory]
    [InlineData("User", "NewPath", "/admins/", false)]
    [InlineData("User", "NewPath", "/team/b/", true)]
    [InlineData("User", "NewUserName", "Boss", false)]
    [InlineData("User", "NewUserName", "Bea", true)]
    [InlineData("Group", "NewPath", "/admins/", false)]
    [InlineData("Group", "NewPath", "/team/b/", true)]
    [InlineData("Group", "NewGroupName", "Boss", false)]
    public async Task Update_OfUsersAndGroups_NeedsWhatTheyWereAndWhatTheyBecome(string kind, string parameter, string value, bool isAllowed)
    {
        var ann = await _scene.CreateUserAsync("Ann");
        await _scene.SendAsync($"Create{kind}", ($"{kind}Name", "Old"), ("Path", "/team/"));
        var team = $"arn:aws:iam::acme:{kind.ToLowerInvariant()}/team/*";
        var policy = $$"""{"Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"{{team}}"},{"Effect":"Deny","Action":"iam:*","Resource":"arn:aws:iam::acme:*/Boss"}]}""";
        await _scene.SendAsync("PutUserPolicy", ("UserName", "Ann"), ("PolicyName", "p"), ("PolicyDocument", policy));
        ann = _scene.Now(ann);

        if (isAllowed) await _scene.SendAsAsync(ann, $"Update{kind}", ($"{kind}Name", "Old"), (parameter, value));
        else Assert.Equal("AccessDenied", await _scene.FailAsAsync(ann, $"Update{kind}", ($"{kind}Name", "Old"), (parameter, value)));
        Assert.Equal("AccessDenied", await _scene.FailAsAsync(ann, $"Update{kind}", ($"{kind}Name", "None"), (parameter, value)));
    }

    [Fact]
    public async Task Call_Anonymous_HasToBeSigned() => Assert.Equal("MissingAuthenticationToken", await _scene.FailAsAsync(Identity.Anonymous, "ListUsers"));

    [Fact]
    public async Task Role_WithTrustPolicy_IsKeptAsSent()
    {
        await _scene.SendAsync("CreateRole", ("RoleName", "Backup"), ("AssumeRolePolicyDocument", Trust), ("Description", "nightly"));
        await _scene.SendAsync("UpdateRole", ("RoleName", "backup"), ("MaxSessionDuration", "7200"));
        await _scene.SendAsync("PutRolePolicy", ("RoleName", "Backup"), ("PolicyName", "p"), ("PolicyDocument", Allow));

        var role = await _scene.SendAsync("GetRole", ("RoleName", "Backup"));
        Assert.Equal(Trust, Uri.UnescapeDataString(Value(role, "AssumeRolePolicyDocument")));
        Assert.Equal("7200", Value(role, "MaxSessionDuration"));
        Assert.Equal("nightly", Value(role, "Description"));
        Assert.Equal(TimeSpan.FromHours(2), _scene.Directory.Current.Account("acme").FindRole("BACKUP")?.MaxSession);
        Assert.Single(IamPolicies.Of(_scene.Directory.Current, _scene.Directory.Current.Account("acme").FindRole("Backup")!));
        Assert.Equal("DeleteConflict", await _scene.FailAsync("DeleteRole", ("RoleName", "Backup")));
        Assert.Equal("MalformedPolicyDocument", await _scene.FailAsync("UpdateAssumeRolePolicy", ("RoleName", "Backup"), ("PolicyDocument", Allow)));
        Assert.Equal("MalformedPolicyDocument", await _scene.FailAsync("PutRolePolicy", ("RoleName", "Backup"), ("PolicyName", "q"), ("PolicyDocument", Trust)));
    }

    [Fact]
    public async Task ManagedPolicy_Attached_CannotBeDeletedAndHoldsUntilDetached()
    {
        var ann = await _scene.CreateUserAsync("Ann");
        var arn = Value(await _scene.SendAsync("CreatePolicy", ("PolicyName", "Photos"), ("PolicyDocument", Allow)), "Arn");
        await _scene.SendAsync("AttachUserPolicy", ("UserName", "Ann"), ("PolicyArn", arn));

        Assert.Single(_scene.Now(ann).Policies!);
        Assert.Equal("1", Value(await _scene.SendAsync("GetPolicy", ("PolicyArn", arn)), "AttachmentCount"));
        Assert.Equal(Allow, Uri.UnescapeDataString(Value(await _scene.SendAsync("GetPolicyVersion", ("PolicyArn", arn), ("VersionId", "v1")), "Document")));
        Assert.Equal(["Ann"], Values(await _scene.SendAsync("ListEntitiesForPolicy", ("PolicyArn", arn)), "UserName"));
        Assert.Equal(["Photos"], Values(await _scene.SendAsync("ListPolicies", ("Scope", "Local")), "PolicyName"));
        Assert.Equal("DeleteConflict", await _scene.FailAsync("DeletePolicy", ("PolicyArn", arn)));
        Assert.Equal("NoSuchEntity", await _scene.FailAsAsync(Other, "GetPolicy", ("PolicyArn", arn)));
        Assert.Equal("AccessDenied", await _scene.FailAsync("DeletePolicy", ("PolicyArn", S3Read)));
        await _scene.SendAsync("DetachUserPolicy", ("UserName", "Ann"), ("PolicyArn", arn));
        await _scene.SendAsync("DeletePolicy", ("PolicyArn", arn));
        Assert.Empty(_scene.Now(ann).Policies!);
    }

    [Fact]
    public async Task OidcProvider_ByArn_IsFoundAndChanged()
    {
        var arn = Value(await _scene.SendAsync("CreateOpenIDConnectProvider", ("Url", "https://issuer.example/a"), ("ClientIDList.member.1", "app")), "OpenIDConnectProviderArn");
        await _scene.SendAsync("AddClientIDToOpenIDConnectProvider", ("OpenIDConnectProviderArn", arn), ("ClientID", "web"));
        await _scene.SendAsync("RemoveClientIDFromOpenIDConnectProvider", ("OpenIDConnectProviderArn", arn), ("ClientID", "app"));

        Assert.Equal("arn:aws:iam::acme:oidc-provider/issuer.example/a", arn);
        Assert.Equal(["web"], Values(await _scene.SendAsync("GetOpenIDConnectProvider", ("OpenIDConnectProviderArn", arn)), "member"));
        Assert.Equal("EntityAlreadyExists", await _scene.FailAsync("CreateOpenIDConnectProvider", ("Url", "https://issuer.example/a/")));
        Assert.Equal("NoSuchEntity", await _scene.FailAsAsync(Other, "DeleteOpenIDConnectProvider", ("OpenIDConnectProviderArn", arn)));
    }

    [Theory]
    [InlineData("CreateUser", "ValidationError")]
    [InlineData("CreateUser", "ValidationError", "UserName", "a/b")]
    [InlineData("CreateUser", "ValidationError", "UserName", "ä")]
    [InlineData("CreateUser", "ValidationError", "UserName", "u", "Path", "no-slash")]
    [InlineData("CreateUser", "InvalidInput", "UserName", "u", "Tags.member.1.Key", "k", "Tags.member.2.Key", "k")]
    [InlineData("GetUser", "NoSuchEntity", "UserName", "u")]
    [InlineData("ListUsers", "ValidationError", "MaxItems", "0")]
    [InlineData("ListUsers", "ValidationError", "MaxItems", "1001")]
    [InlineData("ListUsers", "ValidationError", "PathPrefix", "x")]
    [InlineData("CreateRole", "MalformedPolicyDocument", "RoleName", "r", "AssumeRolePolicyDocument", "{")]
    [InlineData("CreateRole", "ValidationError", "RoleName", "r", "AssumeRolePolicyDocument", Trust, "MaxSessionDuration", "60")]
    [InlineData("CreatePolicy", "MalformedPolicyDocument", "PolicyName", "p", "PolicyDocument", """{"Statement":[]}""")]
    [InlineData("CreatePolicy", "MalformedPolicyDocument", "PolicyName", "p", "PolicyDocument", Trust)]
    [InlineData("CreatePolicy", "MalformedPolicyDocument", "PolicyName", "p", "PolicyDocument", TwiceTheSame)]
    [InlineData("CreateOpenIDConnectProvider", "InvalidInput", "Url", "ftp://issuer")]
    [InlineData("CreateOpenIDConnectProvider", "InvalidInput", "Url", "https://issuer", "ThumbprintList.member.1", "zz")]
    [InlineData("UpdateAccessKey", "ValidationError", "AccessKeyId", "AKIA", "Status", "Sleeping")]
    [InlineData("CreateUser", "NoSuchEntity", "UserName", "u", "PermissionsBoundary", "arn:aws:iam::acme:policy/none")]
    [InlineData("CreateUser", "NoSuchEntity", "UserName", "u", "PermissionsBoundary", "no arn")]
    [InlineData("PutUserPermissionsBoundary", "ValidationError", "PermissionsBoundary", S3Read)]
    [InlineData("CreatePolicyVersion", "NoSuchEntity", "PolicyArn", "arn:aws:iam::acme:policy/none", "PolicyDocument", Allow)]
    [InlineData("CreatePolicyVersion", "AccessDenied", "PolicyArn", S3Read, "PolicyDocument", Allow)]
    [InlineData("SetDefaultPolicyVersion", "AccessDenied", "PolicyArn", S3Read, "VersionId", "v1")]
    [InlineData("GetPolicyVersion", "NoSuchEntity", "PolicyArn", S3Read, "VersionId", "v2")]
    [InlineData("TagPolicy", "AccessDenied", "PolicyArn", S3Read, "Tags.member.1.Key", "k")]
    [InlineData("ListEntitiesForPolicy", "ValidationError", "PolicyArn", S3Read, "PolicyUsageFilter", "Nothing")]
    [InlineData("ListEntitiesForPolicy", "ValidationError", "PolicyArn", S3Read, "EntityFilter", "Nobody")]
    [InlineData("GetAccountAuthorizationDetails", "ValidationError", "Filter.member.1", "Nobody")]
    [InlineData("NoSuchAction", "InvalidAction")]
    public async Task Call_BadInput_HasItsErrorAndChangesNothing(string action, string code, params string[] parameters)
    {
        Assert.Equal(code, await _scene.FailAsync(action, [.. parameters.Chunk(2).Select(pair => (pair[0], pair[1]))]));
        Assert.Equal(0, _scene.Directory.Current.Count);
    }

    [Fact]
    public async Task PutUserPolicy_BeyondTheQuota_IsRefused()
    {
        await _scene.SendAsync("CreateUser", ("UserName", "Ann"));
        var large = Allow.Replace("\"*\"", $"\"arn:aws:s3:::{new string('b', 1500)}\"", StringComparison.Ordinal);
        await _scene.SendAsync("PutUserPolicy", ("UserName", "Ann"), ("PolicyName", "a"), ("PolicyDocument", large));
        await _scene.SendAsync("PutUserPolicy", ("UserName", "Ann"), ("PolicyName", "a"), ("PolicyDocument", large));

        Assert.Equal("LimitExceeded", await _scene.FailAsync("PutUserPolicy", ("UserName", "Ann"), ("PolicyName", "b"), ("PolicyDocument", large)));
        Assert.Equal("LimitExceeded", await _scene.FailAsync("PutUserPolicy", ("UserName", "Ann"), ("PolicyName", "b"), ("PolicyDocument", large + large)));
    }

    /// <summary>Another gateway's changes are in what this one answers, and both make the same name at once: one of them wins.</summary>
    [Fact]
    public async Task Calls_OfTwoGateways_SeeEachOtherAndKeepNamesUnique()
    {
        using var beside = new IamScene(_scene.Catalog);
        await _scene.SendAsync("CreateUser", ("UserName", "Ann"));
        Assert.Equal(["Ann"], Values(await beside.SendAsync("ListUsers"), "UserName"));

        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            try
            {
                await (number % 2 == 0 ? _scene : beside).SendAsync("CreateUser", ("UserName", "Bea"));
                return "";
            }
            catch (Gateway.Queries.QueryException exception)
            {
                return exception.Code;
            }
        }));

        Assert.Single(attempts, "");
        Assert.Equal(7, attempts.Count(code => code == "EntityAlreadyExists"));
        Assert.Equal(["Ann", "Bea"], Values(await _scene.SendAsync("ListUsers"), "UserName"));
    }

    [Fact]
    public async Task GetUser_OfTheRoot_IsTheAccount() => Assert.Equal("arn:aws:iam::acme:root", Value(await _scene.SendAsync("GetUser"), "Arn"));

    /// <summary>What cannot be read any more may have denied something, so nothing is allowed.</summary>
    [Fact]
    public void Of_DocumentThatCannotBeRead_DeniesEverything()
    {
        var user = new IamUser("AIDA1", "acme", DateTimeOffset.UnixEpoch, "Ann", "/") { Policies = [new("p", "{")] };

        Assert.Equal(Policies.PolicyEffect.Deny, Assert.Single(Assert.Single(IamPolicies.Of(IamSnapshot.Empty, user)).Statements).Effect);
    }
}
