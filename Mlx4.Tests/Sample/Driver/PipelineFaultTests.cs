using System.Text.RegularExpressions;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Testing;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>
/// All of the driver's pipelines under the kit, as they are nested in the probe: every stage that runs in a machine throws once, every cleanup does, and every
/// stage that can restart does. <see cref="StageFaultTests"/> refuses them with errors.
/// </summary>
public partial class PipelineFaultTests
{
    /// <summary>The errors that the driver makes of statuses do not have it.</summary>
    private const Errno Refusal = Errno.EDOM;

    private static readonly Dictionary<string, PipelineFaults<Machine>> Faults = new()
    {
        ["single function"] = Of(() => new Machine(options: Machine.Small)),
        ["master"] = Of(() => new Machine(options: Machine.Small with { VirtualFunctions = [2] })),
        ["slave"] = Of(() => Machine.WithMaster()),
    };

    [Theory]
    [InlineData("single function")]
    [InlineData("master")]
    [InlineData("slave")]
    public void Whatever_stage_fails_nothing_is_left(string machine)
    {
        // Of the chunks of a table, and of what is done more than once, the first.
        string[] cases = [.. Faults[machine].Cases().Where(name => !name.EndsWith(" fails", StringComparison.Ordinal) && !RepetitionPattern().IsMatch(name))];

        Assert.All(cases, fault => Faults[machine].Run(fault).ThrowIfAny());
        Assert.True(cases.Length > 100, $"{cases.Length} cases");
    }

    [GeneratedRegex(@"\(time |\[[1-9]")]
    private static partial Regex RepetitionPattern();

    private static PipelineFaults<Machine> Of(Func<Machine> make) => PipelineFaults
        .Of(
            PciProbe.LoadOneStages,
            probe =>
            {
                Machine machine = make();
                machine.Monitor.Faults = probe;
                return machine;
            },
            machine => machine.Load(),
            machine => machine.Unload())
        .WithNested([.. DriverPipelines.All.Skip(1).Select(pipeline => pipeline.Stages)])
        .WithError(Refusal)
        .WithHeld(machine => [machine.Held]);
}
