using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Snapshots;

/// <summary>The names of generated files.</summary>
public class FileNameTests
{
    private const string Body = "{ [Mlx4.Runtime.InitStage(10, NoCleanup = \"none\")] void A() { } }";

    [Theory]
    [InlineData("partial class Nic *", "Nic.LoadOne.g.cs")]
    [InlineData("namespace Net.Drivers { partial class Nic * }", "Net.Drivers.Nic.LoadOne.g.cs")]
    [InlineData("namespace @event { partial class @class * }", "event.class.LoadOne.g.cs")]
    [InlineData("partial class Outer { partial struct Nic * }", "Outer.Nic.LoadOne.g.cs")]
    [InlineData("partial class Nic<T> *", "Nic{T}.LoadOne.g.cs")]
    [InlineData("partial class Nic * partial class Nic<T> * partial class Nic<T, U> *", "Nic.LoadOne.g.cs Nic{T, U}.LoadOne.g.cs Nic{T}.LoadOne.g.cs")]
    [InlineData("partial class Größe *", "Größe.LoadOne.g.cs")]
    [InlineData("partial class Nic * partial class NIC *", "NIC.LoadOne.g.cs Nic.LoadOne-2.g.cs")]
    [InlineData("partial class niC * partial class Nic * partial class NIC * partial class Other *", "NIC.LoadOne.g.cs Nic.LoadOne-2.g.cs Other.LoadOne.g.cs niC.LoadOne-3.g.cs")]
    public void They_are_those_of_the_type_and_the_pipeline(string source, string files)
    {
        GeneratorRun run = GeneratorRun.Of(source.Replace("*", Body, StringComparison.Ordinal)).AssertCompilesWithoutWarning();

        Assert.Equal(files, string.Join(' ', run.Sources.Select(file => file.HintName).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Pipelines_of_one_type_may_differ_in_case_only()
    {
        GeneratorRun run = GeneratorRun.Of(Source.File("""
            partial class Nic
            {
                [InitStage(10, NoCleanup = "none", Pipeline = "LoadOne")] void A() { }
                [InitStage(10, NoCleanup = "none", Pipeline = "Loadone")] void B() { }
            }
            """)).AssertCompilesWithoutWarning();

        Assert.Equal(["Nic.LoadOne.g.cs", "Nic.Loadone-2.g.cs"], run.Sources.Select(file => file.HintName).Order(StringComparer.Ordinal));
    }
}
