using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>More stages and conditions than fit into a machine word.</summary>
public class LargePipelineTests
{
    private const int Stages = 130;

    private static readonly Func<Device> Nic = Device.Factory(Source.Nic(string.Join('\n', Enumerable.Range(0, Stages).Select(i => $$"""
        [InitStage({{i}}, Cleanup = nameof(Stop{{i}}), When = nameof(Runs{{i}}))] Errno Start{{i}}() => Probe.Step("{{i}}");
        void Stop{{i}}() => Probe.Step("-{{i}}");
        bool Runs{{i}} => {{i}} % Skip != 0;
        """)) + "\npublic int Skip;"));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Each_of_them_is_undone_if_it_ran(int skip)
    {
        int[] ran = [.. Enumerable.Range(0, Stages).Where(i => i % skip != 0)];
        foreach (int failing in ran)
        {
            Device nic = Nic().Set("Skip", skip).Plan($"{failing}=EIO");

            Assert.Equal($"Start{failing}: EIO", nic.TryLoad());
            IEnumerable<string> expected = ran.TakeWhile(i => i <= failing).Select(i => $"{i}").Concat(ran.TakeWhile(i => i < failing).Reverse().Select(i => $"-{i}"));
            Assert.Equal(string.Join(' ', expected), nic.Log);
        }
    }
}
