/** Colours by their names in the workbook. */
export const colors = {
  blue: '#0078d4',
  brown: '#8e562e',
  gray: '#a19f9d',
  grayBlue: '#69797e',
  green: '#107c10',
  lightBlue: '#71afe5',
  magenta: '#b4009e',
  orange: '#ff8c00',
  pink: '#e3008c',
  purple: '#5c2d91',
  red: '#a80000',
  redBright: '#e81123',
  turquoise: '#038387',
};
