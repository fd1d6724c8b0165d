import { toDevice } from '../../../../nodes/shared/input/deviceWords';

test.each([
	['Smartphone', 'mobile'],
	[' Mobile ', 'mobile'],
	['PC', 'desktop'],
	['iPad', 'tablet'],
	['Smart TV', 'smart tv'],
])('the device %j is compared as %j', (word, device) => {
	expect(toDevice(word)).toBe(device);
});
