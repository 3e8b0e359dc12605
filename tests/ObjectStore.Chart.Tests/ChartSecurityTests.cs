using YamlDotNet.RepresentationModel;

namespace ObjectStore.Chart.Tests;

public sealed class ChartSecurityTests
{
    public static TheoryData<string> Sets => ChartFiles.Sets;

    /// <summary>What the Pod Security Standard "restricted" asks, and a read-only root file system besides.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void Operator_InEverySet_IsRestricted(string set)
    {
        var pod = ChartFiles.Rendered(set, "Deployment").At("spec", "template", "spec");

        var container = Assert.Single(pod.Items("containers"));

        Assert.Equal("true", pod.Text("securityContext", "runAsNonRoot"));
        Assert.Equal("RuntimeDefault", pod.Text("securityContext", "seccompProfile", "type"));
        Assert.Equal("false", container.Text("securityContext", "allowPrivilegeEscalation"));
        Assert.Equal("true", container.Text("securityContext", "readOnlyRootFilesystem"));
        Assert.Equal(["ALL"], container.Texts("securityContext", "capabilities", "drop"));
        Assert.DoesNotContain(pod.Items("volumes"), static volume => volume.At("hostPath") is not null);
        Assert.All(["hostNetwork", "hostPID", "hostIPC"], field => Assert.Null(pod.Text(field)));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rules_InEverySet_NameWhatTheyAllow(string set)
    {
        var rules = Rules(set).ToArray();

        Assert.NotEmpty(rules);
        Assert.All(rules, static rule =>
        {
            Assert.All(rule.Texts("apiGroups").Concat(rule.Texts("resources")).Concat(rule.Texts("verbs")), static name => Assert.DoesNotContain('*', name));
            Assert.DoesNotContain("escalate", rule.Texts("verbs"));
            Assert.DoesNotContain("bind", rule.Texts("verbs"));
            Assert.DoesNotContain("impersonate", rule.Texts("verbs"));
            Assert.DoesNotContain("rbac.authorization.k8s.io", rule.Texts("apiGroups"));
            Assert.Equal(rule.Texts("verbs").Order(StringComparer.Ordinal), rule.Texts("verbs"));
            Assert.Equal(rule.Texts("resources").Order(StringComparer.Ordinal), rule.Texts("resources"));
        });
    }

    /// <summary>Databases outlive stores; what the operator may not do it does not do by mistake.</summary>
    [Fact]
    public void Rules_OfDatabases_DoNotAllowDeletion()
    {
        var rules = Rules("default").Where(static rule => rule.Texts("apiGroups").Contains("postgresql.cnpg.io")).ToArray();

        Assert.NotEmpty(rules);
        Assert.All(rules, static rule => Assert.Equal(["create", "get", "patch"], rule.Texts("verbs")));
    }

    /// <summary>Each release has a lease of its own: two with one lease would take turns, and one of them would do nothing.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void Lease_InEverySet_IsThatOfTheRelease(string set)
    {
        var deployment = ChartFiles.Rendered(set, "Deployment");
        var environment = Assert.Single(deployment.At("spec", "template", "spec").Items("containers")).Items("env");

        var lease = Assert.Single(Rules(set), static rule => rule.Texts("resources").Contains("leases") && rule.At("resourceNames") is not null);

        Assert.Equal(deployment.Text("metadata", "name"), Assert.Single(environment, static variable => variable.Text("name") == "OBJECTSTORE__Operator__Name").Text("value"));
        Assert.Equal([deployment.Text("metadata", "name")!], lease.Texts("resourceNames"));
    }

    [Fact]
    public void ClusterRole_WithWatchNamespaces_AllowsReadingNodesOnly()
    {
        var role = ChartFiles.Rendered("namespaced", "ClusterRole");

        var rule = Assert.Single(role.Items("rules"));

        Assert.Equal(["nodes"], rule.Texts("resources"));
        Assert.Equal(["get", "list", "watch"], rule.Texts("verbs"));
    }

    [Fact]
    public void Roles_WithWatchNamespaces_AllowThereWhatTheClusterRoleAllowsOtherwise()
    {
        var everywhere = ChartFiles.Rendered("default").First(static document => document.Text("kind") == "ClusterRole").Items("rules").Select(static rule => rule.ToString());

        var role = Assert.Single(ChartFiles.Rendered("namespaced"), static document => document.Text("kind") == "Role" && document.Text("metadata", "namespace") == "team-a");

        Assert.Equal(everywhere.Skip(1), role.Items("rules").Select(static rule => rule.ToString()));
    }

    [Fact]
    public void AdminCredentials_ByDefault_AreNotInTheRelease()
    {
        Assert.DoesNotContain(ChartFiles.Rendered("default"), static document => document.Text("kind") == "Secret");
        Assert.Equal("keep", ChartFiles.Rendered("guarded", "Secret").Text("metadata", "annotations", "helm.sh/resource-policy"));
    }

    private static IEnumerable<YamlNode> Rules(string set) =>
        ChartFiles.Rendered(set).Where(static document => document.Text("kind") is "ClusterRole" or "Role").SelectMany(static document => document.Items("rules"));
}
