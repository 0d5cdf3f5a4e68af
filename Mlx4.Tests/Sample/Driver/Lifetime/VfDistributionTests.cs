using Mlx4.Runtime;
using Mlx4.Sample.Driver.Probe;

namespace Mlx4.Tests.Sample.Driver.Lifetime;

public class VfDistributionTests
{
    [Theory]
    [InlineData(new int[0], 0)]
    [InlineData(new[] { 5 }, 5)]
    [InlineData(new[] { 1, 2 }, 3)]
    [InlineData(new[] { 1, 2, 3 }, 6)]
    [InlineData(new[] { 62, 62, 2 }, 126)]
    public void The_numbers_add_up(int[] enabled, int total)
    {
        Assert.Equal(Errno.Ok, VfDistribution.TryRead(enabled, [], out VfDistribution distribution));

        Assert.Equal(total, distribution.Total);
    }

    [Theory]
    [InlineData(new[] { -1 }, new int[0])]
    [InlineData(new[] { 1, 1, 1, 1 }, new int[0])]
    [InlineData(new[] { 65 }, new int[0])]
    [InlineData(new[] { 64, 0, 1 }, new int[0])]
    [InlineData(new[] { 0, 64, 1 }, new int[0])]
    [InlineData(new[] { 64, 64 }, new int[0])]
    [InlineData(new[] { int.MaxValue, int.MaxValue }, new int[0])]
    [InlineData(new[] { 2 }, new[] { 3 })]
    [InlineData(new[] { 2 }, new[] { 1, 1 })]
    [InlineData(new[] { 2, 2 }, new[] { 1 })]
    [InlineData(new[] { 2, 2, 0 }, new[] { 0, 0, 1 })]
    [InlineData(new int[0], new[] { 1 })]
    public void What_a_card_cannot_have_is_refused(int[] enabled, int[] probed)
    {
        Assert.Equal(Errno.EINVAL, VfDistribution.TryRead(enabled, probed, out VfDistribution distribution));

        Assert.Equal(0, distribution.Total);
    }

    [Theory]
    [InlineData(new[] { 2 }, new[] { "1+2", "1+2", "1+2" })]
    [InlineData(new[] { 2, 1 }, new[] { "1", "1", "2", "1+2" })]
    [InlineData(new[] { 1, 1, 1 }, new[] { "1", "2", "1+2", "1+2" })]
    [InlineData(new[] { 0, 2, 1 }, new[] { "2", "2", "1+2", "1+2" })]
    public void The_first_are_on_port_1_then_come_those_on_port_2_and_the_others_are_on_both(int[] enabled, string[] expected)
    {
        Assert.Equal(Errno.Ok, VfDistribution.TryRead(enabled, [], out VfDistribution distribution));

        Assert.Equal(expected, Enumerable.Range(1, expected.Length).Select(number => string.Join('+', new[] { 1, 2 }.Where(distribution.PortsOf(number, 2).Contains))));
        Assert.Equal(new PortRange(1, 1), distribution.PortsOf(expected.Length, 1));
    }

    [Theory]
    [InlineData(new[] { 4 }, new[] { 2 }, new[] { 1, 2 })]
    [InlineData(new[] { 2, 2 }, new[] { 1, 2 }, new[] { 1, 3, 4 })]
    [InlineData(new[] { 1, 1, 2 }, new[] { 0, 1, 1 }, new[] { 2, 3 })]
    [InlineData(new[] { 3 }, new int[0], new int[0])]
    public void The_first_of_each_group_are_for_the_host_itself(int[] enabled, int[] probed, int[] expected)
    {
        Assert.Equal(Errno.Ok, VfDistribution.TryRead(enabled, probed, out VfDistribution distribution));

        Assert.Equal(expected, Enumerable.Range(1, enabled.Sum() + 2).Where(distribution.IsProbed));
    }
}
